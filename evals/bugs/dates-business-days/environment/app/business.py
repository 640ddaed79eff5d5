"""Working days."""

from datetime import timedelta


def is_business_day(day, holidays=()):
    """Whether people work on a day."""
    return day.weekday() < 5 and day not in holidays


def business_days(start, end, holidays=()):
    """Working days from start to end, both included."""
    count = -sum(start <= holiday <= end for holiday in holidays)
    day = start
    while day <= end:
        if is_business_day(day):
            count += 1
        day += timedelta(days=1)
    return count


def next_business_day(day, holidays=()):
    """The first working day after a day."""
    day += timedelta(days=1)
    while not is_business_day(day, holidays):
        day += timedelta(days=1)
    return day
