"""Roman numerals."""

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
SIGNS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]


def to_roman(number):
    """A number from 1 to 3999 in Roman numerals."""
    if not 0 < number < 4000:
        raise ValueError(f"{number} has no Roman numeral")
    result = ""
    for value, sign in SIGNS:
        while number >= value:
            result += sign
            number -= value
    return result


def from_roman(text):
    """The number that Roman numerals stand for."""
    total = 0
    values = [VALUES[sign] for sign in text.upper()]
    for index, value in enumerate(values):
        if index + 1 < len(values) and value > values[index + 1]:
            total -= value
        else:
            total += value
    return total
