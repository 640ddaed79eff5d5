"""Sets of closed integer intervals."""


def merge(intervals):
    """Join intervals that overlap or touch; sorted."""
    result = []
    for start, end in sorted(intervals):
        if result and start <= result[-1][1]:
            previous = result.pop()
            result.append((previous[0], max(previous[1], end)))
        else:
            result.append((start, end))
    return result


def covers(intervals, point):
    """Whether some interval holds the point."""
    return any(start <= point <= end for start, end in intervals)


def gaps(intervals):
    """The open spaces between merged intervals, as (end, start) pairs."""
    merged = merge(intervals)
    return [(a[1], b[0]) for a, b in zip(merged, merged[1:])]


def total_length(intervals):
    """Length covered by the intervals together."""
    return sum(end - start for start, end in merge(intervals))
