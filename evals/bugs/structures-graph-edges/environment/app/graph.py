"""An undirected graph."""


class Graph:
    """Nodes and their neighbours."""

    def __init__(self):
        self._neighbours = {}

    def connect(self, a, b):
        """Add an edge."""
        self._neighbours.setdefault(a, set()).add(b)
        self._neighbours.setdefault(b, set()).add(b)

    def remove(self, node):
        """Take a node and its edges out."""
        for other in self._neighbours.pop(node):
            self._neighbours[other].discard(other)

    def neighbours(self, node):
        """Sorted neighbours of a node."""
        return sorted(self._neighbours.get(node, ()))

    def edges(self):
        """How many edges there are."""
        return sum(len(others) for others in self._neighbours.values()) // 2
