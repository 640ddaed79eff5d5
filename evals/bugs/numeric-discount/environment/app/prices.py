"""Prices."""

STEPS = [(100, 10), (500, 20)]


def discount(total):
    """Percent off for an order."""
    for threshold, percent in STEPS:
        if total >= threshold:
            return percent
    return 0


def price(total):
    """What is paid after the discount."""
    return total * (100 - discount(total)) / 10


def cheapest(offers):
    """Name of the offer with the lowest price after discount."""
    return min(offers, key=lambda name: price(offers[name]))
