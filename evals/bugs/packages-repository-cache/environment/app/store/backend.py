"""Where values are kept for good."""


class Backend:
    """Values by key, counting how often they are read."""

    def __init__(self):
        self._values = {}
        self.reads = 0

    def read(self, key):
        """A value; KeyError if there is none."""
        self.reads += 1
        return self._values[key]

    def write(self, key, value):
        """Keep a value."""
        self._values[key] = value
