"""Colours for diffs and source files, made without running or trusting anything in them."""

import io
import keyword
import tokenize

from rich.text import Text

from engine.plain import plain_lines
from engine.tui.palette import BLUE, GREEN, ORANGE, PURPLE, QUIET

_MOST_COLOURED = 256 * 1024
_DIFF = (
    ("diff ", "bold"),
    ("+++", "bold"),
    ("---", "bold"),
    ("@@", PURPLE),
    ("+", BLUE),
    ("-", ORANGE),
    ("index ", QUIET),
)
_TOKENS = {tokenize.COMMENT: f"italic {QUIET}", tokenize.STRING: GREEN, tokenize.NUMBER: PURPLE}


def prose(text: str, style: str = "") -> list[Text]:
    """Lines as they are."""
    return [Text(line, style=style, end="") for line in plain_lines(text)]


def diff(text: str) -> list[Text]:
    """A unified diff: what came is blue and has a plus, what went is orange and has a minus."""
    return [Text(line, style=_diff_style(line), end="") for line in plain_lines(text)]


def _diff_style(line: str) -> str:
    return next((style for start, style in _DIFF if line.startswith(start)), "")


def source(path: str, content: bytes) -> list[Text]:
    """A file; Python's words in colour, and anything else as it is."""
    if b"\0" in content[:8192]:
        return prose(f"[{len(content):,} bytes that are no text]", QUIET)
    lines = prose(content.decode(errors="replace"))
    if path.endswith(".py") and len(content) <= _MOST_COLOURED:
        _colour_python(lines)
    return lines


def _colour_python(lines: list[Text]) -> None:
    """As far as it is Python: Python's own reader of tokens, which takes one look at every line."""
    stream = io.StringIO("\n".join(line.plain for line in lines))
    try:
        for token in tokenize.generate_tokens(stream.readline):
            is_word = token.type == tokenize.NAME and keyword.iskeyword(token.string)
            style = f"bold {BLUE}" if is_word else _TOKENS.get(token.type)
            if style:
                _colour(lines, token, style)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def _colour(lines: list[Text], token: tokenize.TokenInfo, style: str) -> None:
    (first, start), (last, end) = token.start, token.end
    for number in range(first, min(last, len(lines)) + 1):
        line = lines[number - 1]
        begin = start if number == first else 0
        line.stylize(style, begin, end if number == last else len(line.plain))
