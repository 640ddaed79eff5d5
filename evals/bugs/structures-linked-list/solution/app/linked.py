"""A singly linked list."""


class Node:
    """A value and what follows."""

    def __init__(self, value, following=None):
        self.value = value
        self.following = following


class LinkedList:
    """Values in order."""

    def __init__(self, values=()):
        self.head = None
        for value in reversed(list(values)):
            self.head = Node(value, self.head)

    def __iter__(self):
        node = self.head
        while node is not None:
            yield node.value
            node = node.following

    def remove(self, value):
        """Take out the first occurrence; whether there was one."""
        previous = None
        node = self.head
        while node is not None:
            if node.value == value:
                if previous is None:
                    self.head = node.following
                else:
                    previous.following = node.following
                return True
            previous, node = node, node.following
        return False

    def reverse(self):
        """Turn the order round in place."""
        previous = None
        node = self.head
        while node is not None:
            node.following, previous, node = previous, node, node.following
        self.head = previous
