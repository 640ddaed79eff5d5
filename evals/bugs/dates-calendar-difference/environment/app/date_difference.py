"""Differences of dates in years, months and days."""

import calendar
from datetime import date


def month_length(year, month):
    """Number of days of the month."""
    return calendar.monthrange(year, month)[1]


def previous_month(year, month):
    """Year and month of the month before."""
    return (year - 1, 12) if month == 1 else (year, month - 1)


def difference(start, end):
    """Full years, full months and remaining days from start to a later end.

    The remaining days are counted from the last day that is full months after the start (the
    last day of its month, where that is too short).
    """
    if end < start:
        raise ValueError("the end lies before the start")
    months = (end.year - start.year) * 12 + end.month - start.month
    days = end.day - start.day
    if days < 0:
        months -= 1
        length = month_length(end.year, end.month)
        days = length - min(start.day, length) + end.day
    return months // 12, months % 12, days


def _part(number, unit):
    return f"{number} {unit}{'' if number == 1 else 's'}"


def describe(start, end):
    """A text such as "2 years, 1 month"; parts that are zero are left out."""
    parts = zip(difference(start, end), ("year", "month", "day"))
    return ", ".join(_part(number, unit) for number, unit in parts if number) or "0 days"


def is_anniversary(start, day):
    """Whether the day is a whole number of years (at least one) after the start."""
    years, months, days = difference(start, day)
    return years > 0 and months == days == 0


def warranty_end(bought, years):
    """The last day of a warranty of full years."""
    year = bought.year + years
    return date(year, bought.month, min(bought.day, month_length(year, bought.month)))
