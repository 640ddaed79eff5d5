"""Searching in sorted lists."""


def find(items, wanted):
    """Index of wanted in the sorted list items, or -1."""
    low = 0
    high = len(items) - 1
    while low < high:
        middle = (low + high) // 2
        if items[middle] == wanted:
            return middle
        if items[middle] < wanted:
            low = middle + 1
        else:
            high = middle - 1
    return -1


def insertion_point(items, value):
    """Where value would be inserted to keep the list sorted, after equal items."""
    low, high = 0, len(items)
    while low < high:
        middle = (low + high) // 2
        if items[middle] > value:
            high = middle
        else:
            low = middle + 1
    return low


def count(items, value):
    """How often value occurs in the sorted list."""
    return insertion_point(items, value) - insertion_point(items, value - 1)
