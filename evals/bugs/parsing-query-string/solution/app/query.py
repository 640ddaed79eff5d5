"""URL query strings."""


def parse_query(text):
    """Name -> list of values, in order."""
    values = {}
    for part in text.lstrip("?").split("&"):
        if not part:
            continue
        name, _, value = part.partition("=")
        values.setdefault(decode(name), []).append(decode(value))
    return values


def decode(text):
    """Undo percent-encoding; a plus is a space."""
    text = text.replace("+", " ")
    pieces = text.split("%")
    result = pieces[0].encode()
    for piece in pieces[1:]:
        result += bytes([int(piece[:2], 16)]) + piece[2:].encode()
    return result.decode()


def build_query(values):
    """The query string of a dictionary of lists."""
    return "&".join(f"{name}={value}" for name, many in values.items() for value in many)
