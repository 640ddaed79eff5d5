"""Range requests: which part of a file a client wants."""


class RangeError(ValueError):
    """The header is malformed or asks for nothing that exists."""


def _parse(header):
    unit, equals, spec = header.partition("=")
    if unit.strip() != "bytes" or not equals or "," in spec:
        raise RangeError(f"not a single byte range: {header!r}")
    first, dash, last = spec.strip().partition("-")
    if not dash or not (first or last):
        raise RangeError(f"not a byte range: {header!r}")
    try:
        return (int(first) if first else None), (int(last) if last else None)
    except ValueError:
        raise RangeError(f"not a byte range: {header!r}") from None


def resolve(header, size):
    """First and last byte, both inclusive, that the header asks for in a file of size bytes."""
    first, last = _parse(header)
    if first is None:
        if last == 0 or size == 0:
            raise RangeError("an empty range")
        return max(0, size - last), size - 1
    if first >= size or (last is not None and last < first):
        raise RangeError(f"{header!r} is outside of {size} bytes")
    if last is None:
        last = size - 1
    return first, min(last, size - 1)


def content_length(header, size):
    """How many bytes the answer has."""
    first, last = resolve(header, size)
    return last - first + 1


def content_range(header, size):
    """The Content-Range header of the answer."""
    first, last = resolve(header, size)
    return f"bytes {first}-{last}/{size}"


def read_range(content, header):
    """The part of content (bytes) that the header asks for."""
    first, last = resolve(header, len(content))
    return content[first : last + 1]
