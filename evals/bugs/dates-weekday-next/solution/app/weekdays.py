"""Weekdays; Monday is 0."""

from datetime import timedelta


def next_weekday(day, weekday):
    """The first day after `day` with that weekday."""
    ahead = (weekday - day.weekday()) % 7
    if ahead == 0:
        ahead = 7
    return day + timedelta(days=ahead)


def nth_weekday(first, weekday, n):
    """The n-th weekday of the month that starts with `first`; n counts from 1."""
    ahead = (weekday - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * (n - 1))


def weekend(day):
    """Saturday and Sunday of the week of a day."""
    saturday = day + timedelta(days=5 - day.weekday())
    return saturday, saturday + timedelta(days=1)
