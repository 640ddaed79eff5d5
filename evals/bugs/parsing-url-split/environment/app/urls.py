"""Taking URLs apart and putting them together again."""

from collections import namedtuple

Url = namedtuple("Url", "scheme user host port path query fragment")

DEFAULT_PORTS = {"http": 80, "https": 443, "ftp": 21}


def split_url(text):
    """The parts of an absolute URL. Missing parts are "", a missing port is None."""
    scheme, found, rest = text.partition("://")
    if not found or not scheme:
        raise ValueError(f"not an absolute URL: {text!r}")
    rest, _, query = rest.partition("?")
    rest, _, fragment = rest.partition("#")
    authority, slash, path = rest.partition("/")
    user, _, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    return Url(scheme.lower(), user, host.lower(), port, slash + path, query, fragment)


def _host_and_port(place):
    if place.startswith("["):
        host, _, rest = place.partition("]")
        host, port = host + "]", rest[1:]
    else:
        host, _, port = place.partition(":")
    return host, int(port) if port else None


def join_url(url):
    """The text of a Url. The usual port of its scheme is left out."""
    text = f"{url.scheme}://"
    if url.user:
        text += f"{url.user}@"
    text += url.host
    if url.port is not None and url.port != DEFAULT_PORTS.get(url.scheme):
        text += f":{url.port}"
    text += url.path
    if url.query:
        text += f"?{url.query}"
    if url.fragment:
        text += f"#{url.fragment}"
    return text


def same_page(first, second):
    """Whether two URLs differ in nothing but their fragments."""
    plain = [join_url(split_url(text)._replace(fragment="")) for text in (first, second)]
    return plain[0] == plain[1]
