"""Averages over time."""


def moving_average(values, size):
    """Means of every `size` neighbours."""
    return [sum(values[i : i + size]) / size for i in range(len(values) - size + 1)]


def smooth(values, factor):
    """Exponential smoothing; the first value stays."""
    result = []
    for value in values:
        if result:
            value = factor * value + (1 - factor) * result[-1]
        result.append(value)
    return result


def cumulative(values):
    """Mean of the values so far."""
    total = 0
    means = []
    for count, value in enumerate(values, start=1):
        total += value
        means.append(total / count)
    return means
