"""Finding the handler of a path."""

from web.patterns import match, placeholders


class Router:
    """Handlers by pattern."""

    def __init__(self):
        self._routes = []

    def add(self, pattern, handler):
        """Add a route."""
        self._routes.append((pattern, handler))

    def find(self, path):
        """(handler, values) of the pattern with the fewest placeholders that fits; None if none does."""
        found = []
        for pattern, handler in self._routes:
            values = match(pattern, path)
            if values is not None:
                found.append((placeholders(pattern), handler, values))
        if not found:
            return None
        _, handler, values = found[0]
        return handler, values
