"""Runs of equal items."""


def runs(items):
    """Stretches of equal neighbours as (item, length) pairs."""
    result = []
    previous = object()
    length = 0
    for item in items:
        if item == previous:
            length += 1
            continue
        if length:
            result.append((previous, length))
        previous = item
        length = 1
    return result


def longest_run(items):
    """The longest run, the first among equals; None for no items."""
    best = None
    for item, length in runs(items):
        if best is None or length > best[1]:
            best = (item, length)
    return best


def expand(pairs):
    """The items again."""
    return [item for item, length in pairs for _ in range(length)]
