"""How far values spread."""

from math import sqrt


def variance(values):
    """Sample variance, 0 for a single value."""
    count = len(values)
    if count < 2:
        return 0.0
    centre = sum(values) / count
    squares = sum((value - centre) ** 2 for value in values)
    return squares / (count - 1)


def deviation(values):
    """Sample standard deviation."""
    return sqrt(variance(values))


def z_scores(values):
    """Distance of each value from the mean in standard deviations; zeros if all are equal."""
    spread = deviation(values)
    centre = sum(values) / len(values)
    if spread == 0:
        return [0.0 for _ in values]
    return [(value - centre) / spread for value in values]
