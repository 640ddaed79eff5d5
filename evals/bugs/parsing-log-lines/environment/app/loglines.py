"""Reading log files."""

import re

LINE = re.compile(r"(\d{4}-\d{2}-\d{2}) ([A-Z]+) (\w+):\s*(.+)")


def parse_line(line):
    """A dictionary with date, level, source and message; None for other lines."""
    match = LINE.fullmatch(line.strip())
    if match is None:
        return None
    date, level, source, message = match.groups()
    return {"date": date, "level": level, "source": source, "message": message}


def count_levels(lines):
    """Level -> number of lines."""
    counts = {}
    for line in lines:
        entry = parse_line(line)
        if entry is not None:
            counts[entry["level"]] = counts.get(entry["level"], 0) + 1
    return counts


def errors(lines):
    """Messages of level ERROR."""
    entries = [parse_line(line) for line in lines]
    return [entry["message"] for entry in entries if entry and entry["level"] == "ERROR"]
