"""The Cookie header of a request and the Set-Cookie header of a response."""


def parse_cookies(header):
    """Names and values of a Cookie header. The first of several cookies of one name counts.

    Parts without "=" or without a name are skipped. Quotes around a value are not part of it.
    """
    cookies = {}
    for part in header.split(";"):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or not name:
            continue
        if name not in cookies:
            cookies[name] = _unquote(value.strip())
    return cookies


def _unquote(value):
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1]
    return value


def format_cookie(name, value, *, max_age=None, path="/", secure=False):
    """The value of a Set-Cookie header."""
    if any(letter in name for letter in "=;, "):
        raise ValueError(f"not a cookie's name: {name!r}")
    parts = [f"{name}={value}", f"Path={path}"]
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    if secure:
        parts.append("Secure")
    return "; ".join(parts)


def expire_cookie(name):
    """A Set-Cookie header that makes the browser forget the cookie."""
    return format_cookie(name, "", max_age=0)
