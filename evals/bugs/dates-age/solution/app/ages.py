"""Ages and birthdays."""

from datetime import date


def age(born, today):
    """Full years between two dates."""
    years = today.year - born.year
    if (today.month, today.day) < (born.month, born.day):
        years -= 1
    return years


def next_birthday(born, today):
    """The next birthday on or after today; the 1st of March where a 29th of February is missing."""
    for year in (today.year, today.year + 1):
        try:
            day = date(year, born.month, born.day)
        except ValueError:
            day = date(year, 3, 1)
        if day >= today:
            return day


def days_to_birthday(born, today):
    """Days until the next birthday, 0 on the day."""
    return (next_birthday(born, today) - today).days
