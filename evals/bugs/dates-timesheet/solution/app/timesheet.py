"""Hours worked, from the start and the end of shifts."""

DAY = 24 * 60
NIGHT = (22 * 60, 30 * 60)


def minutes_of(time):
    """Minutes since midnight of a time such as "07:30"."""
    hours, colon, minutes = time.partition(":")
    if not colon or not 0 <= int(hours) < 24 or not 0 <= int(minutes) < 60:
        raise ValueError(f"not a time of day: {time!r}")
    return int(hours) * 60 + int(minutes)


def shift_bounds(start, end):
    """Start and end in minutes since the midnight before the shift."""
    begin, finish = minutes_of(start), minutes_of(end)
    if finish < begin:
        finish += DAY
    return begin, finish


def shift_minutes(start, end, pause=0):
    """Minutes of work in a shift, without its pause. Shifts may go on past midnight."""
    begin, finish = shift_bounds(start, end)
    length = finish - begin
    if pause > length:
        raise ValueError("the pause is longer than the shift")
    return length - pause


def night_minutes(start, end):
    """How many minutes of a shift, of the night that follows its first day, lie in 22:00 to 06:00."""
    begin, finish = shift_bounds(start, end)
    return max(0, min(finish, NIGHT[1]) - max(begin, NIGHT[0]))


def week_minutes(shifts):
    """Minutes of work in all (start, end, pause) of a week."""
    return sum(shift_minutes(start, end, pause) for start, end, pause in shifts)


def as_hours(minutes):
    """A text such as "37:30"."""
    return f"{minutes // 60}:{minutes % 60:02}"
