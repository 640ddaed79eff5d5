"""Days counted from the start of the year, without the datetime module."""

BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def is_leap(year):
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def year_length(year):
    """Number of days of the year."""
    return 366 if is_leap(year) else 365


def _days_before(year, month):
    """Days of the year before the month."""
    leap_day = 1 if month >= 2 and is_leap(year) else 0
    return BEFORE[month - 1] + leap_day


def day_of_year(year, month, day):
    """Number of a day within its year; 1 January is 1."""
    return _days_before(year, month) + day


def from_day_of_year(year, number):
    """Month and day of the day with that number."""
    if not 1 <= number <= year_length(year):
        raise ValueError(f"{year} has no day {number}")
    if is_leap(year):
        if number == 60:
            return 2, 29
        number -= number > 60
    month = max(m for m in range(1, 13) if BEFORE[m - 1] < number)
    return month, number - BEFORE[month - 1]


def days_left(year, month, day):
    """Days from this one to the end of the year."""
    return year_length(year) - day_of_year(year, month, day)


def days_between(first, second):
    """Days from one (year, month, day) to another; negative if the second is earlier."""
    if second < first:
        return -days_between(second, first)
    whole_years = sum(year_length(year) for year in range(first[0], second[0]))
    return whole_years + day_of_year(*second) - day_of_year(*first)
