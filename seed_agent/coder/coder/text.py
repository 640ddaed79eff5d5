"""Long texts made short, and the prompts."""

import string
from pathlib import Path

PROMPTS = Path(__file__).parent / "prompts"
MOST_CHARACTERS = 16_000


def shorten(text, most=MOST_CHARACTERS):
    """The text, or its beginning and end with a note on what is missing between them."""
    if len(text) <= most:
        return text
    head = most * 3 // 5
    tail = most - head
    return f"{text[:head]}\n[... {len(text) - most} characters left out ...]\n{text[len(text) - tail :]}"


def prompt(name, **values):
    """A prompt with its $placeholders filled. Raises KeyError for one that is not given."""
    return string.Template((PROMPTS / f"{name}.md").read_text("utf-8")).substitute(values)
