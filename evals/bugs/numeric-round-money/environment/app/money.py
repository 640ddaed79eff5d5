"""Money in whole cents."""


def tax(cents, percent):
    """Percent of an amount, half a cent rounded up."""
    return cents * percent // 100


def split(cents, people):
    """Shares that add up to the amount; the first ones get the odd cents."""
    share, odd = divmod(cents, people)
    return [share + 1] * odd + [share] * (people - odd)


def format_cents(cents):
    """Like 1.05 or -0.50."""
    sign = "-" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    return f"{sign}{euros}.{rest:02}"
