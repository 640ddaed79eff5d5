"""The 0/1 knapsack problem."""


def best_value(items, capacity):
    """Largest total value of distinct (weight, value) items within capacity."""
    best = [0] * (capacity + 1)
    for weight, value in items:
        for room in range(capacity, weight - 1, -1):
            best[room] = max(best[room], best[room - weight] + value)
    return best[capacity]


def fits(items, capacity):
    """Whether all items together stay within capacity."""
    return sum(weight for weight, _ in items) <= capacity


def by_density(items):
    """Items by value per weight, the best first."""
    return sorted(items, key=lambda item: item[1] / item[0], reverse=True)
