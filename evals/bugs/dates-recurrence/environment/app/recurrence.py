"""Events that repeat daily, weekly or monthly."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Optional


@dataclass(frozen=True)
class Rule:
    """Every `interval` days, weeks or months, up to and including the day `until`."""

    unit: str
    interval: int = 1
    until: Optional[date] = None

    def __post_init__(self):
        if self.unit not in ("day", "week", "month"):
            raise ValueError(f"unknown unit {self.unit!r}")
        if self.interval < 1:
            raise ValueError("an interval must be at least 1")


def months_later(day, months):
    """The same day of a later month, or the last one of that month if it is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _occurrence(start, rule, number):
    """The occurrence with that number; the start has number 0."""
    if rule.unit == "month":
        return months_later(start, number * rule.interval)
    days = 7 if rule.unit == "week" else 1
    return start + timedelta(days=days * number * rule.interval)


def occurrences(start, rule, limit=100):
    """The days of the event from start on, at most limit of them."""
    days = []
    while len(days) < limit:
        day = _occurrence(days[-1], rule, 1) if days else start
        if rule.until is not None and day >= rule.until:
            break
        days.append(day)
    return days


def next_occurrence(start, rule, after):
    """The first occurrence later than the day after, or None."""
    for day in occurrences(start, rule, limit=10_000):
        if day > after:
            return day
    return None
