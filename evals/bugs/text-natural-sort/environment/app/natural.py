"""Sorting names the way people do: part9 before part10."""

import re


def natural_key(name):
    """A key for sorting: runs of digits count by their value, letters without case."""
    key = []
    for part in re.findall(r"\d+|\D+", name):
        key.append((0, int(part), "") if part.isdigit() else (1, 0, part.lower()))
    return key


def natural_sort(names, *, reverse=False):
    """A new list of the names in natural order."""
    return names.sort(key=natural_key, reverse=reverse)


def first_name(names):
    """The name that comes first in natural order."""
    return min(names, key=natural_key)


def is_sorted(names):
    """Whether the names are in natural order already."""
    keys = [natural_key(name) for name in names]
    return all(before <= after for before, after in zip(keys, keys[1:]))


def next_name(names, prefix):
    """The prefix with a number one higher than any of the names that start with it has."""
    numbers = [0]
    for name in names:
        rest = name[len(prefix) :]
        if name.startswith(prefix) and rest.isdigit():
            numbers.append(int(rest))
    return f"{prefix}{max(numbers) + 1}"
