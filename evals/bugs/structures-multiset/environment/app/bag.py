"""A bag of items."""


class Bag:
    """Items that may occur several times."""

    def __init__(self, items=()):
        self._counts = {}
        for item in items:
            self.add(item)

    def add(self, item, count=1):
        """Put an item in."""
        self._counts[item] = self._counts.get(item, 0) + count

    def remove(self, item):
        """Take an item out; KeyError if there is none."""
        count = self._counts.get(item, 0)
        if count == 1:
            self._counts[item] = 0
        else:
            self._counts[item] = count - 1

    def count(self, item):
        """How many there are of an item."""
        return self._counts.get(item, 0)

    def __len__(self):
        return sum(self._counts.values())

    def distinct(self):
        """The different items, sorted."""
        return sorted(self._counts)
