"""An elevator."""


class Elevator:
    """Serves calls in its direction first."""

    def __init__(self, floor=0):
        self.floor = floor
        self.going_up = True
        self.calls = set()

    def call(self, floor):
        """Somebody waits on a floor."""
        if floor != self.floor:
            self.calls.add(floor)

    def next_stop(self):
        """The next floor to stop at, or None."""
        above = [floor for floor in self.calls if floor > self.floor]
        below = [floor for floor in self.calls if floor < self.floor]
        if self.going_up:
            return max(above) if above else max(below, default=None)
        return max(below) if below else min(above, default=None)

    def move(self):
        """Go to the next stop; the floor where it stands then."""
        stop = self.next_stop()
        if stop is not None:
            self.going_up = stop > self.floor
            self.floor = stop
            self.calls.discard(stop)
        return self.floor
