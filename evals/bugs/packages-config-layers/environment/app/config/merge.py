"""Merging nested dictionaries."""


def merge(base, extra):
    """A new dictionary: extra over base, nested dictionaries merged."""
    result = base
    for key, value in extra.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merge(result[key], value)
        else:
            result[key] = value
    return result
