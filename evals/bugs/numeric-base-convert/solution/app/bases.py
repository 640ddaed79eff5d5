"""Numbers in other bases."""

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def to_base(number, base):
    """The digits of a whole number in a base from 2 to 36."""
    if number == 0:
        return "0"
    sign = "-" if number < 0 else ""
    number = abs(number)
    digits = ""
    while number:
        number, digit = divmod(number, base)
        digits = DIGITS[digit] + digits
    return sign + digits


def from_base(text, base):
    """The number again; ValueError for a digit that is too large."""
    sign = -1 if text.startswith("-") else 1
    total = 0
    for letter in text.lstrip("-").lower():
        digit = DIGITS.index(letter)
        if digit >= base:
            raise ValueError(f"{letter!r} is no digit of base {base}")
        total = total * base + digit
    return sign * total
