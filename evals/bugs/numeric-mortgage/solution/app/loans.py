"""Loans."""


def monthly_rate(amount, percent, months):
    """The constant monthly payment for a yearly interest in percent."""
    interest = percent / 1200
    if interest == 0:
        return amount / months
    return amount * interest / (1 - (1 + interest) ** -months)


def schedule(amount, percent, months):
    """What is still owed after each month, in order."""
    rate = monthly_rate(amount, percent, months)
    owed = amount
    rest = []
    for _ in range(months):
        owed = owed * (1 + percent / 1200) - rate
        rest.append(max(0.0, owed))
    return rest


def total_interest(amount, percent, months):
    """All that is paid beyond the amount."""
    return monthly_rate(amount, percent, months) * months - amount
