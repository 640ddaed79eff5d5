"""A buffer of fixed size that overwrites its oldest values."""


class RingBuffer:
    """The last `size` values."""

    def __init__(self, size):
        self._slots = [None] * size
        self._start = 0
        self._count = 0

    def append(self, value):
        """Add a value; the oldest goes when there is no room."""
        size = len(self._slots)
        end = (self._start + self._count) % size
        self._slots[end] = value
        if self._count <= size:
            self._count += 1
        else:
            self._start = (self._start + 1) % size

    def __iter__(self):
        for offset in range(self._count):
            yield self._slots[(self._start + offset) % len(self._slots)]

    def __len__(self):
        return self._count

    def clear(self):
        """Forget everything."""
        self._start = 0
