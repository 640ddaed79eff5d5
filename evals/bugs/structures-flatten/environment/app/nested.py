"""Nested lists and dictionaries."""


def flatten(items):
    """The items of nested lists and tuples in one list."""
    result = []
    for item in items:
        if isinstance(item, (list, tuple)):
            result.extend(flatten(item))
        else:
            result.extend(item)
    return result


def depth(items):
    """How deep lists are nested; 1 for a flat list."""
    inner = [depth(item) for item in items if isinstance(item, (list, tuple))]
    return 1 + max(inner, default=0)


def flatten_keys(data, prefix=""):
    """Nested dictionaries as one with dotted keys."""
    result = {}
    for key, value in data.items():
        name = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            result.update(flatten_keys(value, name))
        else:
            result[name] = value
    return result
