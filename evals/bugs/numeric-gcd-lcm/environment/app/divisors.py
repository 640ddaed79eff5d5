"""Divisors and multiples."""


def gcd(a, b):
    """Greatest common divisor; never negative."""
    while b:
        a, b = b, a % b
    return abs(a)


def lcm(a, b):
    """Least common multiple; 0 if either is 0."""
    if a == 0 or b == 0:
        return 0
    return abs(a * b)


def lcm_all(numbers):
    """Least common multiple of several numbers; 1 for none."""
    result = 1
    for number in numbers:
        result = lcm(result, number)
    return result


def divisors(number):
    """Every positive divisor, in order."""
    return [d for d in range(1, number + 1) if number % d == 0]
