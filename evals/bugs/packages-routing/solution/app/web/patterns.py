"""Patterns of paths."""


def match(pattern, path):
    """Values of the placeholders, or None where the path does not fit."""
    wanted, given = pattern.strip("/").split("/"), path.strip("/").split("/")
    if len(wanted) != len(given):
        return None
    values = {}
    for part, text in zip(wanted, given):
        if part.startswith("{") and part.endswith("}"):
            values[part[1:-1]] = text
        elif part != text:
            return None
    return values


def placeholders(pattern):
    """How many placeholders a pattern has."""
    return pattern.count("{")
