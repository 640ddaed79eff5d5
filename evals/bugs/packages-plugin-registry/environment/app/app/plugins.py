"""Plugins."""


class Plugin:
    """A function and when it runs; a low priority runs early."""

    def __init__(self, function, priority=0):
        self.function = function
        self.priority = priority

    def apply(self, value):
        """The changed value."""
        return self.function(value)


def sort_plugins(plugins):
    """By priority, in the given order among equals."""
    return sorted(plugins, key=lambda plugin: plugin.priority)
