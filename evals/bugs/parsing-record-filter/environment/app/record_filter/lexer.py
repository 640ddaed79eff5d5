"""Tokens of the filter language."""

import re


class FilterError(ValueError):
    """The filter cannot be understood."""


TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"[^"]*")
      | (?P<operator><|>|<=|>=|!=|=)
      | (?P<bracket>[()])
      | (?P<word>[\w.-]+)
    )""",
    re.VERBOSE,
)


def tokenize(text):
    """Pairs of kind and text. Words are names, numbers or values; strings lose their quotes."""
    tokens = []
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise FilterError(f"unexpected {text[position:].strip()[0]!r}")
        kind = match.lastgroup
        value = match[kind]
        tokens.append((kind, value.strip('"') if kind == "string" else value))
        position = match.end()
    return tokens
