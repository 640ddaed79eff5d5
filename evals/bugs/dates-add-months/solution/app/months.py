"""Months."""

import calendar
from datetime import date


def days_in_month(year, month):
    """Number of days of a month."""
    return calendar.monthrange(year, month)[1]


def add_months(day, months):
    """The same day some months later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = days_in_month(year, month + 1)
    return date(year, month + 1, min(day.day, last))


def month_range(start, end):
    """(year, month) pairs from start to end, both included."""
    pairs = []
    current = start.replace(day=1)
    while current <= end:
        pairs.append((current.year, current.month))
        current = add_months(current, 1)
    return pairs
