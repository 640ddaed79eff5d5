"""Walking through permutations in lexicographic order."""


def next_permutation(items):
    """The next arrangement, or None after the last."""
    items = list(items)
    pivot = len(items) - 2
    while pivot >= 0 and items[pivot] >= items[pivot + 1]:
        pivot -= 1
    if pivot < 0:
        return None
    other = len(items) - 1
    while items[other] <= items[pivot]:
        other -= 1
    items[pivot], items[other] = items[other], items[pivot]
    items[pivot + 1 :] = reversed(items[pivot + 1 :])
    return items


def all_permutations(items):
    """Every distinct arrangement, in order."""
    current = sorted(items)
    result = []
    while current is not None:
        result.append(current)
        current = next_permutation(current)
    return result
