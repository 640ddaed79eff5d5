"""Reading a simple INI dialect."""


def parse(text):
    """Section -> {key: value}; keys before any section are in section ""."""
    sections = {}
    current = sections.setdefault("", {})
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line.startswith(("#", ";")):
            continue
        if line.startswith("[") and line.endswith("]"):
            current = sections.setdefault(line[1:-1].strip(), {})
            continue
        key, separator, value = line.partition("=")
        if not separator:
            raise ValueError(f"no value in {line!r}")
        current[key.strip().lower()] = value.strip()
    return sections


def get(sections, section, key, default=None):
    """A value, or the default where section or key is missing."""
    return sections.get(section, {}).get(key.lower(), default)
