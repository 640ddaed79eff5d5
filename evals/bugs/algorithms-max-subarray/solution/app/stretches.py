"""Stretches of neighbouring numbers."""


def best_sum(numbers):
    """Largest sum of a non-empty stretch; ValueError for no numbers."""
    if not numbers:
        raise ValueError("no numbers")
    best = numbers[0]
    current = 0
    for number in numbers:
        current = max(current + number, number)
        best = max(best, current)
    return best


def windows(numbers, size):
    """Sums of every stretch of the given size."""
    if size <= 0 or size > len(numbers):
        return []
    total = sum(numbers[:size])
    sums = [total]
    for index in range(size, len(numbers)):
        total += numbers[index] - numbers[index - size]
        sums.append(total)
    return sums
