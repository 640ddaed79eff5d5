"""Pairs of numbers."""


def pair_with_sum(numbers, wanted):
    """Indexes of two different places whose numbers add up, or None."""
    seen = {}
    for index, number in enumerate(numbers):
        seen[number] = index
        if wanted - number in seen:
            return seen[wanted - number], index
    return None


def count_pairs(numbers, difference):
    """How many pairs of places differ by exactly that much."""
    count = 0
    for index, number in enumerate(numbers):
        count += sum(abs(number - other) == difference for other in numbers[index + 1 :])
    return count
