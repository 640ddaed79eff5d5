"""Counting things."""


def count(items):
    """Item -> how often it occurs."""
    counts = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    return counts


def most_common(counts, number):
    """The items with the highest counts, alphabetical among equals."""
    ranked = sorted(counts, key=lambda item: (-counts[item], item))
    return ranked[:number]


def merge(first, second):
    """Counts added up, in a new dictionary."""
    result = dict(first)
    for item, amount in second.items():
        result[item] = result.get(item, 0) + amount
    return result


def share(counts, item):
    """Part of all items, from 0 to 1."""
    total = sum(counts.values())
    return counts.get(item, 0) / total if total else 0.0
