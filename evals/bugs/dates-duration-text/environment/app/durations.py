"""Durations as text."""

import re

UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def format_duration(seconds):
    """Like 1h 5m or 2m 3s: two units, the larger first; seconds alone below a minute."""
    if seconds < 60:
        return f"{seconds}s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}m {seconds}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m" if minutes else f"{hours}h"


def parse_duration(text):
    """Seconds of a text like 1d 2h 30m 5s."""
    total = 0
    for number, unit in re.findall(r"(\d+)\s*([dhms])", text):
        total = int(number) * UNITS[unit]
    return total
