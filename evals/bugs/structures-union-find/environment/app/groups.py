"""Disjoint sets."""


class Groups:
    """Items in groups that can be joined."""

    def __init__(self):
        self._parent = {}
        self._size = {}

    def find(self, item):
        """The item that stands for the group."""
        if item not in self._parent:
            self._parent[item] = item
            self._size[item] = 1
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def join(self, first, second):
        """Make one group of two; whether they were apart."""
        self.find(first), self.find(second)
        if first == second:
            return False
        if self._size[first] < self._size[second]:
            first, second = second, first
        self._parent[second] = first
        self._size[first] += self._size[second]
        return True

    def same(self, first, second):
        """Whether two items are in one group."""
        return self.find(first) == self.find(second)

    def size(self, item):
        """How many items are in the group of an item."""
        return self._size[self.find(item)]
