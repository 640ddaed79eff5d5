"""Times as people speak of them: "3 days ago", "in 2 hours"."""

from datetime import timedelta

UNITS = (
    ("year", 365 * 86400),
    ("month", 30 * 86400),
    ("week", 7 * 86400),
    ("day", 86400),
    ("hour", 3600),
    ("minute", 60),
)


def _quantity(number, unit):
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def relative(moment, now):
    """How long before or after now the moment is, in full units of the largest one that fits."""
    seconds = (now - moment).total_seconds()
    for unit, length in UNITS:
        number = int(abs(seconds) // length)
        if number > 0:
            text = _quantity(number, unit)
            return f"{text} ago" if seconds > 0 else f"in {text}"
    return "just now"


def is_stale(moment, now, limit=timedelta(days=30)):
    """Whether the moment lies further back than the limit."""
    return now - moment > limit


def describe(events, now):
    """A line for each (name, moment), the latest first."""
    ordered = sorted(events, key=lambda event: event[1], reverse=True)
    return [f"{name}: {relative(moment, now)}" for name, moment in ordered]
