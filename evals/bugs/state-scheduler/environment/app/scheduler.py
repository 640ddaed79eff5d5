"""Running things later."""

import heapq


class Scheduler:
    """Events by the time they are due."""

    def __init__(self):
        self._events = []
        self._number = 0

    def add(self, time, name):
        """Plan an event."""
        self._number -= 1
        heapq.heappush(self._events, (time, self._number, name))

    def run_until(self, time):
        """Names of the events due up to and including a time, in order; they are done then."""
        names = []
        while self._events and self._events[0][0] <= time:
            names.append(heapq.heappop(self._events)[2])
        return names

    def next_time(self):
        """When the next event is due, or None."""
        return self._events[0][0] if self._events else None
