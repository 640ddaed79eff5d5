"""Values with a cache in front of them."""


class Repository:
    """Reads each value from the backend only once."""

    def __init__(self, backend):
        self._backend = backend
        self._cache = {}

    def load(self, key):
        """A value; KeyError if there is none."""
        if key not in self._cache:
            self._cache[key] = self._backend.read(key)
        return self._cache[key]

    def save(self, key, value):
        """Keep a value."""
        self._backend.write(key, value)
        self._cache.setdefault(key, value)

    def forget(self):
        """Empty the cache."""
        self._cache.clear()
