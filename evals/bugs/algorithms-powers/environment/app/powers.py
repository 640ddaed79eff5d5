"""Powers."""


def power(base, exponent):
    """base to a whole exponent that is not negative."""
    result = 1
    while exponent:
        if exponent % 2:
            result = base
        base *= base
        exponent //= 2
    return result


def power_modulo(base, exponent, modulus):
    """The same modulo a number."""
    result = 1 % modulus
    base %= modulus
    while exponent:
        if exponent % 2:
            result = result * base % modulus
        base = base * base % modulus
        exponent //= 2
    return result


def is_power_of_two(number):
    """Whether a number is 1, 2, 4, 8, ..."""
    return number >= 0 and number & (number - 1) == 0
