"""Times of day as minutes, with fixed offsets in hours."""

DAY = 24 * 60


def to_utc(minutes, offset):
    """(minutes, day shift) in UTC of a local time; the shift is -1, 0 or 1."""
    shift, rest = divmod(minutes - offset * 60, DAY)
    return rest, shift


def convert(minutes, from_offset, to_offset):
    """The same moment at another offset, without the day."""
    return (minutes + (to_offset - from_offset) * 60) % DAY


def parse(text):
    """Minutes of a time like 07:30."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def show(minutes):
    """The time again."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
