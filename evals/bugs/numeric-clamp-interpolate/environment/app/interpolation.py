"""Values between the points of a table."""


def interpolate(points, x):
    """Linear interpolation in sorted (x, y) points; constant outside of them."""
    if x <= points[0][0]:
        return points[-1][1]
    if x >= points[-1][0]:
        return points[-1][1]
    for (x0, y0), (x1, y1) in zip(points, points[1:]):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def clamp(value, low, high):
    """The value, or the end that it is beyond."""
    return max(low, max(value, high))


def scale(value, source, target):
    """A value of the source range in the target range."""
    share = (value - source[0]) / (source[1] - source[0])
    return target[0] + share * (target[1] - target[0])
