"""Percentiles with linear interpolation."""


def percentile(values, percent):
    """The value below which `percent` of the values lie."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * percent / 100
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    share = position - below
    return ordered[below] + (ordered[above] - ordered[below]) * share


def quartiles(values):
    """The 25th, 50th and 75th percentile."""
    return [percentile(values, percent) for percent in (25, 50, 75)]


def outliers(values):
    """Values more than 1.5 quartile ranges away from the middle half."""
    low, _, high = quartiles(values)
    reach = 1.5 * (high - low)
    return [value for value in values if value < low - reach or value > high + reach]
