"""Timestamps in ISO 8601 with fixed offsets, such as 2024-03-05T10:20:30+05:30."""

import re
from datetime import datetime, timedelta

OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})$")


def parse_offset(text):
    """Minutes ahead of UTC of an offset such as "+05:30", "-0800" or "Z"."""
    if text == "Z":
        return 0
    match = OFFSET.match(text)
    if match is None or int(match[3]) > 59:
        raise ValueError(f"not an offset: {text!r}")
    sign = -1 if match[1] == "-" else 1
    return sign * (int(match[2]) * 60 + int(match[3]))


def format_offset(minutes):
    """The text of an offset: "Z" for 0, otherwise "+HH:MM" or "-HH:MM"."""
    if minutes == 0:
        return "Z"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def parse_timestamp(text):
    """The moment in UTC, as a datetime without a zone. A missing offset means UTC."""
    moment, offset = text[:19], text[19:]
    local = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S")
    return local - timedelta(minutes=parse_offset(offset or "Z"))


def format_timestamp(utc, minutes=0):
    """The timestamp of a moment in UTC, written at an offset in minutes."""
    local = utc + timedelta(minutes=minutes)
    return local.strftime("%Y-%m-%dT%H:%M:%S") + format_offset(minutes)


def in_order(texts):
    """The timestamps from the earliest to the latest."""
    return sorted(texts, key=parse_timestamp)
