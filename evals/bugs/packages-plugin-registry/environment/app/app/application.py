"""Applications with plugins."""

from app.plugins import sort_plugins


class Application:
    """A name and some plugins."""

    def __init__(self, name, plugins=None):
        self.name = name
        self.plugins = [] if plugins is None else plugins

    def add(self, plugin):
        """Use a plugin."""
        self.plugins.append(plugin)

    def run(self, value):
        """The value after every plugin, in the order of their priority."""
        for plugin in sort_plugins(self.plugins):
            value = plugin.apply(value)
        return value
