"""Counting values in bins."""


def histogram(values, bins):
    """How many values fall into each of some equally wide bins between the smallest and the largest."""
    low, high = min(values), max(values)
    counts = [0] * bins
    width = (high - low) / bins
    for value in values:
        index = int((value - low) / width) if width else 0
        counts[index] += 1
    return counts


def bars(counts, sign="#"):
    """One line of signs per count."""
    return [sign * count for count in counts]


def mode(counts):
    """Index of the fullest bin, the first among equals."""
    return counts.index(max(counts))
