"""A pool of connections."""


class Pool:
    """At most `limit` connections, made when they are needed."""

    def __init__(self, make, limit):
        self._make = make
        self.limit = limit
        self._free = []
        self._busy = set()

    def acquire(self):
        """A connection; RuntimeError when all are in use."""
        if self._free:
            connection = self._free.pop()
        elif len(self._busy) < self.limit:
            connection = self._make()
        else:
            raise RuntimeError("no connection left")
        self._busy.add(connection)
        return connection

    def release(self, connection):
        """Give a connection back; ValueError if it is not in use."""
        if connection not in self._busy:
            raise ValueError("not in use")
        self._busy.remove(connection)
        self._free.append(connection)

    def in_use(self):
        """How many connections are in use."""
        return len(self._busy)
