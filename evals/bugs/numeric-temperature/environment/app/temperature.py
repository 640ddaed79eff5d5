"""Temperatures."""

ABSOLUTE_ZERO = -273.15


def to_fahrenheit(celsius):
    """Degrees Fahrenheit."""
    return celsius * 9 / 5 - 32


def to_celsius(fahrenheit):
    """Degrees Celsius."""
    return (fahrenheit - 32) * 5 / 9


def to_kelvin(celsius):
    """Kelvin; ValueError below absolute zero."""
    if celsius < ABSOLUTE_ZERO:
        raise ValueError("colder than possible")
    return celsius - ABSOLUTE_ZERO


def describe(celsius):
    """freezing, cold, mild or hot."""
    if celsius <= 0:
        return "freezing"
    if celsius < 12:
        return "cold"
    return "mild" if celsius < 25 else "hot"
