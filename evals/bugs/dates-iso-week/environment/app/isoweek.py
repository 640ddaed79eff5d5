"""ISO weeks."""

from datetime import date, timedelta


def thursday(day):
    """The Thursday of the week of a day; it decides the year of the week."""
    return day + timedelta(days=3 - day.weekday())


def iso_week(day):
    """(year, week) of a day."""
    middle = thursday(day)
    first = date(day.year, 1, 1)
    return middle.year, (middle - first).days // 7 + 1


def monday(year, week):
    """The Monday of a week."""
    fourth = date(year, 1, 4)
    start = fourth - timedelta(days=fourth.weekday())
    return start + timedelta(weeks=week)
