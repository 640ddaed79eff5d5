"""Moving items round."""


def rotate(items, by):
    """The items moved to the right, the last ones coming to the front."""
    if not items:
        return []
    return items[len(items) - by :] + items[: len(items) - by]


def chunks(items, size):
    """Neighbouring items in lists of a size; the last may be shorter."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def interleave(first, second):
    """Items in turn; the rest of the longer list at the end."""
    result = []
    for a, b in zip(first, second):
        result += [a, b]
    shorter = min(len(first), len(second))
    return result + first[shorter:]
