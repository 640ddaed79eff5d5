"""Orders."""

from shop.errors import OutOfStock


def place(stock, lines):
    """Reserve every (name, count) line; the names that could not be had."""
    missing = []
    for name, count in lines:
        try:
            stock.reserve(name, count)
        except OutOfStock:
            missing.append(name)
    return missing
