"""Streaks in a habit tracker: consecutive days on which something was done."""

from datetime import timedelta

ONE_DAY = timedelta(days=1)


def longest_streak(days):
    """The most consecutive days among the days, in any order; 0 without any."""
    best = run = 0
    previous = None
    for day in sorted(set(days)):
        if previous is None or day - previous == ONE_DAY:
            run += 1
        else:
            run = 0
        best = max(best, run)
        previous = day
    return best


def current_streak(days, today):
    """Consecutive days up to today, or up to yesterday if nothing was done today yet."""
    done = set(days)
    day = today if today in done else today - ONE_DAY
    streak = 0
    while day in done:
        streak += 1
        day -= ONE_DAY
    return streak


def missed_days(days, start, end):
    """The days from start to end, both included, on which nothing was done."""
    done = set(days)
    count = (end - start).days + 1
    every = (start + number * ONE_DAY for number in range(count))
    return [day for day in every if day not in done]


def summary(days, today):
    """One line about a habit."""
    current, best = current_streak(days, today), longest_streak(days)
    return f"{current} in a row (best: {best})"
