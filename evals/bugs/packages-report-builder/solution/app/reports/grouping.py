"""Groups of neighbours."""


def group_by(rows, key):
    """(key, rows) pairs of neighbours with the same key."""
    groups = []
    for row in rows:
        if groups and groups[-1][0] == row[key]:
            groups[-1][1].append(row)
        else:
            groups.append((row[key], [row]))
    return groups
