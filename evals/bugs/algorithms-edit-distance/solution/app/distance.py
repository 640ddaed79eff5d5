"""Levenshtein distance."""


def distance(first, second):
    """Fewest insertions, deletions and replacements from first to second."""
    previous = list(range(len(second) + 1))
    for row, left in enumerate(first, start=1):
        current = [row]
        for column, right in enumerate(second, start=1):
            insert = current[column - 1] + 1
            delete = previous[column] + 1
            replace = previous[column - 1] + (left != right)
            current.append(min(insert, delete, replace))
        previous = current
    return previous[-1]


def similarity(first, second):
    """1.0 for equal texts, 0.0 for texts with nothing in common."""
    longest = max(len(first), len(second))
    if longest == 0:
        return 1.0
    return 1 - distance(first, second) / longest


def closest(word, candidates):
    """The candidate with the smallest distance, the first among equals."""
    return min(candidates, key=lambda candidate: distance(word, candidate))
