"""Matrices as lists of rows."""


def transpose(rows):
    """Rows become columns."""
    return [list(column) for column in zip(*rows)]


def rotate(rows):
    """Turned clockwise by a quarter."""
    return transpose(rows[::-1])


def flip(rows):
    """Mirrored left to right."""
    return [row[::-1] for row in rows]


def spiral(rows):
    """The items clockwise from the upper left corner inwards."""
    rows = [list(row) for row in rows]
    result = []
    while rows:
        result.extend(rows.pop(0))
        rows = transpose(rows)[::-1]
    return result
