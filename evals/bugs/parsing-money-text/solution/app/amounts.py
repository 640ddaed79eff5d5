"""Amounts of money as text."""


def parse_amount(text):
    """Cents of a text like 1,234.50 or -3.5 or 7."""
    text = text.strip().replace(",", "")
    sign = -1 if text.startswith("-") else 1
    whole, _, part = text.lstrip("-").partition(".")
    part = (part + "00")[:2]
    return sign * (int(whole or 0) * 100 + int(part))


def format_amount(cents):
    """Like 1,234.50."""
    sign = "-" if cents < 0 else ""
    whole, part = divmod(abs(cents), 100)
    return f"{sign}{whole:,}.{part:02}"


def total(texts):
    """Sum of several amounts, as text."""
    return format_amount(sum(parse_amount(text) for text in texts))
