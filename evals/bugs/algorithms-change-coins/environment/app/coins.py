"""Paying amounts with coins."""

UNREACHABLE = 10**9


def fewest_coins(amount, coins):
    """Smallest number of coins for the amount, or None."""
    best = [0] + [UNREACHABLE] * amount
    for value in range(1, amount):
        for coin in coins:
            if coin <= value:
                best[value] = min(best[value], best[value - coin] + 1)
    return best[amount] if best[amount] < UNREACHABLE else None


def ways(amount, coins):
    """In how many ways the amount can be paid, order of coins ignored."""
    counts = [1] + [0] * amount
    for coin in coins:
        for value in range(coin, amount + 1):
            counts[value] += counts[value - coin]
    return counts[amount]
