"""Simple stable sorting."""


def sort(items):
    """A sorted copy."""
    return sort_by(items, key=lambda item: item)


def sort_by(items, key):
    """A copy sorted by key; equal items keep their order."""
    result = list(items)
    for end in range(len(result) - 1, 0, -1):
        swapped = False
        for index in range(end):
            if key(result[index]) > key(result[index + 1]):
                result[index], result[index + 1] = result[index + 1], result[index]
                swapped = False
        if not swapped:
            break
    return result


def is_sorted(items):
    """Whether no item is smaller than the one before it."""
    return all(a <= b for a, b in zip(items, items[1:]))
