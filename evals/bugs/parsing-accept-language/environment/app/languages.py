"""Choosing a language by the Accept-Language header of a request."""


def _entry(part):
    """Split "en;q=0.8" into ("en", 0.8). A language without a weight has the full weight."""
    tag, *parameters = [piece.strip() for piece in part.split(";")]
    weight = 0.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            weight = float(value)
    return tag.lower(), weight


def preferences(header):
    """Language tags of the header, highest weight first and in the header's order where equal.

    Tags are in lower case. A language of weight 0 is refused by the client and left out.
    """
    entries = [_entry(part) for part in header.split(",") if part.strip()]
    wanted = [(tag, weight) for tag, weight in entries if weight >= 0]
    wanted.sort(key=lambda entry: entry[1], reverse=True)
    return [tag for tag, _ in wanted]


def choose(header, available, default="en"):
    """The available language that the client likes best, or default.

    "de" in the header also accepts "de-at", and "*" accepts the first available one.
    """
    for tag in preferences(header):
        if tag == "*" and available:
            return available[0]
        for language in available:
            lower = language.lower()
            if lower == tag or lower.startswith(tag + "-"):
                return language
    return default
