"""Fractions as (numerator, denominator) pairs."""

from math import gcd


def reduce(fraction):
    """In lowest terms, with a positive denominator."""
    top, bottom = fraction
    if bottom == 0:
        raise ZeroDivisionError("denominator is 0")
    divisor = gcd(top, bottom)
    if top < 0:
        divisor = -divisor
    return top // divisor, bottom // divisor


def add(first, second):
    """The sum, reduced."""
    top = first[0] * second[1] + second[0] * first[1]
    return top, first[1] * second[1]


def multiply(first, second):
    """The product, reduced."""
    return reduce((first[0] * second[0], first[1] * second[1]))


def divide(first, second):
    """The quotient, reduced."""
    return multiply(first, (second[1], second[0]))
