"""What agents wrote, made safe to show: nothing in it speaks to the terminal, and it is bounded."""

import re

MOST_CHARACTERS = 2 * 1024**2
MOST_LINES = 50_000
_TAB = 4

# Control characters, what turns the direction of writing, what has no width, halves of pairs.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def plain(text: str) -> str:
    """The text with everything that is no letter, sign or line end made visible."""
    return _UNSAFE.sub(_shown, text.replace("\r\n", "\n"))


def plain_line(text: str, most: int = 400) -> str:
    """The first line of a text, made safe, of so many characters at most."""
    first = text.strip().partition("\n")[0]
    return plain(first if len(first) <= most else f"{first[:most]}…").expandtabs(_TAB)


def plain_lines(text: str) -> list[str]:
    """The lines of a text, made safe; what is beyond the bounds is left out and counted."""
    cut = len(text) - MOST_CHARACTERS
    lines = plain(text[:MOST_CHARACTERS]).expandtabs(_TAB).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if len(lines) > MOST_LINES:
        cut = max(cut, 0) + sum(len(line) + 1 for line in lines[MOST_LINES:])
        del lines[MOST_LINES:]
    return [*lines, f"[{cut:,} more characters are not shown]"] if cut > 0 else lines


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
