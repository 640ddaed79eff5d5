"""When salaries are paid."""

from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def is_working_day(day, bank_holidays=()):
    """Whether banks are open: Monday to Friday, and no bank holiday."""
    return day.weekday() < 5 or day not in bank_holidays


def last_of_month(year, month):
    """The last day of the month."""
    following = date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)
    return following - ONE_DAY


def payday(year, month, bank_holidays=()):
    """The last working day of the month."""
    day = last_of_month(year, month)
    while not is_working_day(day, bank_holidays):
        day += ONE_DAY
    return day


def paydays(year, bank_holidays=()):
    """The twelve paydays of a year."""
    return [payday(year, month, bank_holidays) for month in range(1, 13)]


def days_until_payday(today, bank_holidays=()):
    """Days from today to the next payday; 0 on the day itself."""
    day = payday(today.year, today.month, bank_holidays)
    if day < today:
        following = last_of_month(today.year, today.month) + ONE_DAY
        day = payday(following.year, following.month, bank_holidays)
    return (day - today).days
