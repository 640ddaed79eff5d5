"""JSON pointers (RFC 6901)."""


def unescape(part):
    """One part of a pointer as a key."""
    return part.replace("~0", "~").replace("~1", "/")


def escape(key):
    """A key as part of a pointer."""
    return key.replace("~", "~0").replace("/", "~1")


def resolve(document, pointer):
    """What a pointer names; KeyError or IndexError where there is nothing."""
    value = document
    if pointer == "":
        return value
    for part in pointer[1:].split("/"):
        if isinstance(value, list):
            value = value[int(part)]
        else:
            value = value[unescape(part)]
    return value


def pointer_to(keys):
    """The pointer of a sequence of keys."""
    return "".join("/" + escape(str(key)) for key in keys)
