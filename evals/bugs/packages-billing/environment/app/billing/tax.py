"""Tax."""


def add_tax(amount, rate):
    """The amount with tax, rounded to cents."""
    return round(amount * (100 + rate) / 100, 2)
