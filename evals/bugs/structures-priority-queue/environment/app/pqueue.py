"""A queue of names by priority."""

import heapq


class PriorityQueue:
    """The lowest priority comes out first; a name is in it at most once."""

    def __init__(self):
        self._heap = []
        self._current = {}

    def put(self, name, priority):
        """Add a name or change its priority."""
        self._current[name] = priority
        heapq.heappush(self._heap, (priority, name))

    def get(self):
        """Take the next name out; IndexError if there is none."""
        while True:
            priority, name = heapq.heappop(self._heap)
            if self._current.get(name) == priority:
                return name

    def __len__(self):
        return len(self._current)
