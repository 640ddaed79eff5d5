"""Fiscal years that may begin with any month."""

from datetime import date, timedelta


def fiscal_year(day, first_month=1):
    """The fiscal year of a day, named after the calendar year in which it ends."""
    if first_month > 1 and day.month >= first_month:
        return day.year + 1
    return day.year


def fiscal_month(day, first_month=1):
    """Number of the day's month within the fiscal year, from 1 to 12."""
    return (day.month - first_month) % 12 + 1


def quarter(day, first_month=1):
    """Quarter of the fiscal year, from 1 to 4."""
    return (fiscal_month(day, first_month) + 2) // 3


def year_bounds(year, first_month=1):
    """First and last day of a fiscal year."""
    start = date(year - 1 if first_month > 1 else year, first_month, 1)
    return start, start.replace(year=start.year + 1) - timedelta(days=1)


def label(day, first_month=1):
    """A short name such as "FY2025 Q1"."""
    return f"FY{fiscal_year(day, first_month)} Q{quarter(day, first_month)}"


def totals(entries, first_month=1):
    """Sums of (day, amount) pairs by fiscal year."""
    sums = {}
    for day, amount in entries:
        year = fiscal_year(day, first_month)
        sums[year] = sums.get(year, 0) + amount
    return sums
