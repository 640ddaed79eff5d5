"""Plain text tables."""


def format_table(header, rows):
    """Lines of a table with aligned columns, two spaces apart."""
    table = [header, *rows]
    widths = [max(len(str(row[column])) for row in table[:1]) for column in range(len(header))]
    return [_line(row, widths) for row in table]


def _line(row, widths):
    cells = [str(cell).ljust(width) for cell, width in zip(row, widths)]
    return "  ".join(cells).rstrip()


def column(rows, index):
    """One column of the rows."""
    return [row[index] for row in rows]
