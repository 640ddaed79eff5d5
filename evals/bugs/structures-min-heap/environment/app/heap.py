"""A binary heap."""


class Heap:
    """The smallest value comes out first."""

    def __init__(self, values=()):
        self._items = []
        for value in values:
            self.push(value)

    def __len__(self):
        return len(self._items)

    def push(self, value):
        """Add a value."""
        items = self._items
        items.append(value)
        index = len(items) - 1
        while index > 0:
            parent = (index - 1) // 2
            if items[parent] <= items[index]:
                break
            items[parent], items[index] = items[index], items[parent]
            index = parent

    def pop(self):
        """Take the smallest value out; IndexError if there is none."""
        items = self._items
        items[0], items[-1] = items[-1], items[0]
        smallest = items.pop()
        index = 0
        while True:
            child = 2 * index + 1
            if child >= len(items):
                return smallest
            if child + 1 < len(items) and items[child + 1] > items[child]:
                child += 1
            if items[index] <= items[child]:
                return smallest
            items[index], items[child] = items[child], items[index]
            index = child
