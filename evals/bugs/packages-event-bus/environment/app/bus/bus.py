"""Publishing events."""

from bus.registry import Registry


class Bus:
    """Calls the handlers of events."""

    def __init__(self):
        self._registry = Registry()

    def subscribe(self, name, handler):
        """Call the handler for events of a name; * stands for all."""
        self._registry.add(name, handler)

    def publish(self, name, data=None):
        """Call every handler; how many there were."""
        handlers = self._registry.handlers(name)
        for handler in handlers:
            handler(name, data)
        return len(handlers)
