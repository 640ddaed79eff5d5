"""Pipe tables as in Markdown."""

import re
from collections import namedtuple

Table = namedtuple("Table", "header alignments rows")


def _cells(line):
    """The cells of a line. A backslash before a pipe makes it an ordinary character."""
    line = line.strip()
    if line.startswith("|"):
        line = line[1:]
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]


def _alignment(cell):
    if not re.fullmatch(r":?-+:?", cell):
        raise ValueError(f"not a line below a header: {cell!r}")
    if cell.startswith(":") or cell.endswith(":"):
        return "center"
    if cell.endswith(":"):
        return "right"
    return "left"


def parse_table(text):
    """The table in the text. Rows get as many cells as the header has."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise ValueError("a table needs a header and a line below it")
    header = _cells(lines[0])
    alignments = [_alignment(cell) for cell in _cells(lines[1])]
    if len(alignments) != len(header):
        raise ValueError("the line below the header has another number of columns")
    rows = []
    for line in lines[2:]:
        cells = _cells(line)[: len(header)]
        rows.append(cells + [""] * (len(header) - len(cells)))
    return Table(header, alignments, rows)


def as_records(table):
    """The rows as dictionaries by the names in the header."""
    return [dict(zip(table.header, row)) for row in table.rows]


def format_row(table, index, widths):
    """Row number index as plain text, each cell aligned in its width."""
    place = {"left": str.ljust, "right": str.rjust, "center": str.center}
    row = table.rows[index]
    parts = [place[a](cell, width) for a, cell, width in zip(table.alignments, row, widths)]
    return " ".join(parts).rstrip()
