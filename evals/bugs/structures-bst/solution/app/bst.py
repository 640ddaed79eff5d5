"""A binary search tree."""


class Node:
    """A key, its value and two subtrees."""

    def __init__(self, key, value):
        self.key = key
        self.value = value
        self.left = None
        self.right = None


class Tree:
    """Values by key, in order."""

    def __init__(self):
        self.root = None
        self.size = 0

    def insert(self, key, value):
        """Add a value or replace the one of an equal key."""
        place = "root"
        owner = self
        node = self.root
        while node is not None:
            if key == node.key:
                node.value = value
                return
            place = "left" if key < node.key else "right"
            owner, node = node, getattr(node, place)
        setattr(owner, place, Node(key, value))
        self.size += 1

    def get(self, key, default=None):
        """The value of a key."""
        node = self.root
        while node is not None and node.key != key:
            node = node.left if key < node.key else node.right
        return default if node is None else node.value

    def items(self):
        """(key, value) pairs in order."""
        return list(self._walk(self.root))

    def _walk(self, node):
        if node is not None:
            yield from self._walk(node.left)
            yield node.key, node.value
            yield from self._walk(node.right)
