"""Shortening text."""


def truncate(text, limit, ellipsis="..."):
    """At most limit characters, the ellipsis included."""
    if len(text) <= limit:
        return text
    if limit <= len(ellipsis):
        return ellipsis[:limit]
    return text[:limit] + ellipsis


def middle(text, limit):
    """At most limit characters, with the middle left out."""
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    rest = limit - 3 - half
    return text[:half] + "..." + text[len(text) - rest :]


def first_sentence(text):
    """Up to and including the first full stop followed by a space or the end."""
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]
