"""Who wants to know what."""


class Registry:
    """Handlers by the name of the event."""

    def __init__(self):
        self._handlers = {}

    def add(self, name, handler):
        """Remember a handler, once."""
        known = self._handlers.setdefault(name, [])
        if handler not in known:
            known.append(handler)

    def handlers(self, name):
        """Handlers of an event, its own first, then those for all events."""
        own = self._handlers.get(name, [])
        general = self._handlers.get("*", [])
        return own or general
