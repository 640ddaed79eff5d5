"""Settings in .env files: one NAME=value a line."""

import re

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*$")


def _value(text, known):
    """The value without its quotes; ${NAME} is filled in, except in single quotes."""
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "'\"":
        quote, text = text[0], text[1:-1]
        if quote == "'":
            return text
    return re.sub(r"\$\{(\w+)\}", lambda match: known.get(match[1], ""), text)


def load(text, base={}):
    """The settings in text, on top of those in the dictionary base.

    Blank lines and lines that start with # are comments. `export` before a name is allowed.
    """
    settings = base
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("export "):
            line = line[len("export ") :]
        name, equals, value = line.partition("=")
        name = name.strip()
        if not equals or not NAME.match(name):
            raise ValueError(f"line {number} is no NAME=value: {line!r}")
        settings[name] = _value(value, settings)
    return settings


def dump(settings):
    """The text of a .env file with these settings, sorted by name."""
    return "".join(f"{name}='{value}'\n" for name, value in sorted(settings.items()))
