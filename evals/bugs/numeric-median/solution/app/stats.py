"""Descriptive statistics."""


def mean(values):
    """Arithmetic mean; ValueError for no values."""
    if not values:
        raise ValueError("no values")
    return sum(values) / len(values)


def median(values):
    """The middle value, or the mean of the two middle ones."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def variance(values):
    """Sample variance."""
    centre = mean(values)
    return sum((value - centre) ** 2 for value in values) / (len(values) - 1)
