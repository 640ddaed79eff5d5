"""Words for true and false."""

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def parse_bool(text):
    """Whether a word means true; case and spaces do not matter."""
    word = text.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(f"{text!r} is neither true nor false")


def parse_flags(text):
    """Name -> bool for lines like name=yes; a name alone is true."""
    flags = {}
    for part in text.split():
        name, separator, value = part.partition("=")
        flags[name] = parse_bool(value) if separator else True
    return flags
