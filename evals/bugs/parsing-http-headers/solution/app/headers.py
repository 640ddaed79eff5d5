"""HTTP headers."""


def parse_headers(text):
    """List of (name, value) pairs."""
    pairs = []
    for line in text.splitlines():
        if line[:1] in (" ", "\t") and pairs:
            name, value = pairs[-1]
            pairs[-1] = (name, value + " " + line.strip())
        elif ":" in line:
            name, _, value = line.partition(":")
            pairs.append((name.strip(), value.strip()))
    return pairs


def get_header(pairs, name, default=None):
    """The first value of a header, its name in any case."""
    for other, value in pairs:
        if other.lower() == name.lower():
            return value
    return default


def content_length(pairs):
    """The Content-Length as a number, 0 without one."""
    return int(get_header(pairs, "Content-Length", 0))
