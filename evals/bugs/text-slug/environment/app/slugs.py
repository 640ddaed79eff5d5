"""Text for URLs."""

import re
import unicodedata


def slugify(text):
    """Lower-case letters and digits joined by single dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).lstrip("-")


def unique_slug(text, taken):
    """A slug that is not among those taken."""
    slug = slugify(text)
    candidate = slug
    number = 2
    while candidate in taken:
        candidate = f"{slug}-{number}"
        number += 1
    return candidate
