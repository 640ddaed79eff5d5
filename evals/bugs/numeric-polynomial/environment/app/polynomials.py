"""Polynomials as lists of coefficients, the constant first."""


def evaluate(coefficients, x):
    """The value at x (Horner)."""
    result = 0
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result


def derivative(coefficients):
    """Coefficients of the derivative; [0] for a constant."""
    result = [power * c for power, c in enumerate(coefficients)]
    return result or [0]


def multiply(first, second):
    """Coefficients of the product."""
    result = [0] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            result[i + j] = a * b
    return result
