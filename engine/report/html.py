"""Hypertext in which text is text: what is no `Html` is escaped, whoever wrote it."""

import base64
import hashlib
import html
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_SHOWN = "\n\t"
_EMPTY = frozenset({"meta", "br", "circle", "line", "path", "rect"})


@dataclass(frozen=True, slots=True)
class Html:
    """Markup of ours."""

    text: str


Content = Html | str | int | Iterable["Content"]


def tag(name: str, /, *contents: Content, **attributes: str | float | None) -> Html:
    """An element. Attributes are escaped; `class_` is class, `data_tip` data-tip, None is left out.

    No attribute of ours loads, styles or runs anything, so no value can.
    """
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_attribute(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inside = markup(contents)
    if name in _EMPTY:
        return Html(f"<{name}{words}{'/' if name != 'meta' else ''}>")
    return Html(f"<{name}{words}>{inside}</{name}>")


def _attribute(value: str | float) -> str:
    return html.escape(visible(value)) if isinstance(value, str) else f"{value:.6g}"


def markup(content: Content) -> str:
    """Contents one after the other, texts escaped."""
    match content:
        case Html():
            return content.text
        case str():
            return html.escape(visible(content), quote=False)
        case int():
            return f"{content:,}"
        case _:
            return "".join(markup(each) for each in content)


def visible(text: str) -> str:
    """The text without what is not seen: characters that control, reorder or hide others are
    written as their numbers, such as `\\u202e`.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(each) for each in text)


def _visible(character: str) -> str:
    if character in _SHOWN or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return character
    return f"\\u{ord(character):04x}"


def data(id: str, content: object) -> Html:
    """A block of JSON for the page's script; nothing in it can end the block."""
    text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Html(f'<script type="application/json" id="{id}">{text}</script>')


def page(title: str, body: Content, *, style: str, script: str) -> str:
    """A document that loads nothing: it allows itself this one style and this one script."""
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(script)}'",
            f"style-src '{_digest(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
        )
    )
    head = (
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Html(style)),
    )
    parts = (tag("head", head), tag("body", body, tag("script", Html(script))))
    return f"<!DOCTYPE html>\n{tag('html', *parts, lang='en').text}\n"


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
