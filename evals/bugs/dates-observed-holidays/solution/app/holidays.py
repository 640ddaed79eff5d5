"""Public holidays and the days on which they are observed."""

from datetime import date, timedelta

FIXED = {
    (1, 1): "New Year's Day",
    (6, 19): "Juneteenth",
    (7, 4): "Independence Day",
    (11, 11): "Veterans Day",
    (12, 25): "Christmas Day",
}


def nth_weekday(year, month, weekday, number):
    """The day that is the first, second, ... weekday (0 is Monday) of the month."""
    first = date(year, month, 1)
    ahead = (weekday - first.weekday()) % 7
    return first + timedelta(days=ahead + 7 * (number - 1))


def holidays(year):
    """The names of all holidays of the year by their proper day."""
    days = {date(year, month, day): name for (month, day), name in FIXED.items()}
    days[nth_weekday(year, 9, 0, 1)] = "Labor Day"
    days[nth_weekday(year, 11, 3, 4)] = "Thanksgiving"
    return days


def observed(day):
    """The working day on which a holiday is observed."""
    shift = {5: -1, 6: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def observed_holidays(year):
    """The names of the holidays that are observed within the year, by that day, in order."""
    found = {}
    for source in (year, year + 1):
        for day, name in holidays(source).items():
            if observed(day).year == year:
                found[observed(day)] = name
    return dict(sorted(found.items()))


def is_working_day(day):
    """Whether offices are open on the day."""
    return day.weekday() < 5 and day not in observed_holidays(day.year)
