"""What can go wrong."""


class OutOfStock(Exception):
    """There are not enough items."""
