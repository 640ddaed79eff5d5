"""The application's settings."""

from config.merge import merge

DEFAULTS = {"debug": False, "server": {"host": "localhost", "port": 80}}


def load(*layers):
    """Settings from layers, the later ones winning over the earlier ones and the defaults."""
    settings = DEFAULTS
    for layer in layers:
        settings = merge(settings, layer)
    return settings


def get(settings, path, default=None):
    """A value by its dotted path."""
    for part in path.split("."):
        if not isinstance(settings, dict) or part not in settings:
            return default
        settings = settings[part]
    return settings
