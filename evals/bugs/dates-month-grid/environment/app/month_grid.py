"""A month as a table of weeks."""

from datetime import date, timedelta

NAMES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


def days_in_month(year, month):
    """Number of days of the month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def month_weeks(year, month, first_weekday=0):
    """The days of the month in rows of seven; 0 where there is no day of this month."""
    blanks = (first_weekday - date(year, month, 1).weekday()) % 7
    cells = [0] * blanks + list(range(1, days_in_month(year, month) + 1))
    cells += [0] * (-len(cells) % 7)
    return [cells[index : index + 7] for index in range(0, len(cells), 7)]


def header(first_weekday=0):
    """The names of the columns."""
    return " ".join(NAMES[first_weekday:] + NAMES[:first_weekday])


def format_month(year, month, first_weekday=0):
    """The month as text, one line a week."""
    lines = [header(first_weekday)]
    for week in month_weeks(year, month, first_weekday):
        lines.append(" ".join(f"{day or '':>2}" for day in week).rstrip())
    return "\n".join(lines)


def position(day, first_weekday=0):
    """Row and column of a date in the table of its month."""
    for row, week in enumerate(month_weeks(day.year, day.month, first_weekday)):
        if day.day in week:
            return row, week.index(day.day)
    raise AssertionError("every day is in its month")
