"""The Gregorian calendar."""

DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


def is_leap(year):
    """Whether a year has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year, month):
    """Number of days of a month."""
    if month == 2 and is_leap(year):
        return 29
    return DAYS[month - 1]


def day_of_year(year, month, day):
    """1 for the 1st of January."""
    return sum(days_in_month(year, before) for before in range(1, month)) + day


def is_valid(year, month, day):
    """Whether there is such a day."""
    return 1 <= month <= 12 and 1 <= day <= days_in_month(year, month)
