"""Reports."""

from reports.grouping import group_by


def report(rows, key, value):
    """Lines like `north: 30`, and a line with the total."""
    lines = []
    total = 0
    for name, members in group_by(sorted(rows, key=lambda row: row[key]), key):
        amount = sum(row[value] for row in members)
        lines.append(f"{name}: {amount}")
        total = amount
    lines.append(f"total: {total}")
    return lines
