"""A small line diff."""


def common_length(old, new):
    """Table of the lengths of longest common subsequences of the rests."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            if old[i] == new[j]:
                table[i][j] = table[i + 1][j + 1] + 1
            else:
                table[i][j] = max(table[i + 1][j], table[i][j + 1])
    return table


def diff(old, new):
    """Lines marked with a space, - or +."""
    table = common_length(old, new)
    i = j = 0
    lines = []
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            lines.append(" " + old[i])
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            lines.append("-" + old[i])
            i += 1
        else:
            lines.append("+" + new[j])
            j += 1
    lines += ["-" + line for line in old[i:]]
    lines += ["+" + line for line in new[j:]]
    return lines
