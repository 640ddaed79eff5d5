"""What is in stock."""

from shop.errors import OutOfStock


class Stock:
    """Items and reservations."""

    def __init__(self, items):
        self._items = dict(items)
        self._reserved = {}

    def available(self, name):
        """How many items can still be reserved."""
        return self._items.get(name, 0)

    def reserve(self, name, count):
        """Keep items for somebody. Raises OutOfStock."""
        if count > self.available(name):
            raise OutOfStock(name)
        self._reserved[name] = self._reserved.get(name, 0) + count

    def ship(self, name, count):
        """Send reserved items away."""
        self._reserved[name] -= count
        self._items[name] -= count
