"""What an agent did and what was said to a model, step by step."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.text import Text

from engine.plain import plain_line
from engine.tui.code import prose
from engine.tui.palette import BAD, BLUE, GREEN, QUIET, TITLE

_MOST_STEPS = 2000
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened."""

    title: str
    lines: list[Text]


def transcript_steps(text: str) -> list[Step]:
    """The lines of a transcript: JSON objects with any fields, or whatever an agent wrote."""
    lines = [line for line in text.split("\n") if line.strip()]
    steps = [_step(line) for line in lines[:_MOST_STEPS]]
    if len(lines) > _MOST_STEPS:
        steps.append(Step(f"{len(lines) - _MOST_STEPS:,} more steps are not shown", []))
    return steps


def _step(line: str) -> Step:
    value = parsed(line)
    if not isinstance(value, dict):
        return Step(plain_line(line, 60), prose(line))
    what = next((value[key] for key in ("role", "event", "type") if key in value), "")
    when = value.get("seconds")
    moment = f"{when:.2f}s " if isinstance(when, int | float) else ""
    name = value.get("name")
    of = f" {name}" if isinstance(name, str) else ""
    shown = {key: item for key, item in value.items() if key not in ("role", "event", "seconds")}
    return Step(plain_line(f"{moment}{what}{of}", 80), list(_fields(shown)))


def parsed(text: str | bytes) -> object:
    """What the JSON says; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _fields(value: Mapping[str, object], depth: int = 0) -> Iterator[Text]:
    for key, item in value.items():
        yield from _field(plain_line(str(key), 60), item, depth)


def _field(name: str, value: object, depth: int) -> Iterator[Text]:
    indent = "  " * depth
    label = Text(f"{indent}{name}: ", style=GREEN, end="")
    match value:
        case str() if "\n" in value:
            yield label
            yield from (_indented(line, indent + "  ") for line in prose(value))
        case dict() if value and depth < _DEEPEST:
            yield label
            yield from _fields(value, depth + 1)
        case list() if value and isinstance(value[0], dict | list) and depth < _DEEPEST:
            yield label
            for number, item in enumerate(value, 1):
                yield from _field(f"{number}", item, depth + 1)
        case _:
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            first, *rest = prose(said) or [Text("")]
            yield Text.assemble(label, first, end="")
            yield from rest


def _indented(line: Text, indent: str) -> Text:
    return Text.assemble(indent, line, end="")


# -- exchanges with models


def exchange_lines(content: bytes, before: bytes | None) -> list[Text]:
    """One question, without what the one before it in the same job said already, and its answer."""
    value, earlier = parsed(content), parsed(before) if before is not None else None
    if not isinstance(value, dict):
        return prose(content.decode(errors="replace"))
    messages, known = _messages(value), _known(value, earlier)
    lines = []
    if known:
        lines.append(Text(f"[{known} messages as before]", style=QUIET, end=""))
    for message in messages[known:]:
        lines += _message(message, "asked")
    error, answer = value.get("error"), value.get("answer")
    if error:
        lines += [Text("! no answer", style=f"bold {BAD}", end=""), *_field("error", error, 0)]
    if isinstance(answer, dict):
        lines += _message(answer.get("message"), "answered")
        lines += _field("finish_reason", answer.get("finish_reason"), 0)
    spent = {key: value[key] for key in ("model", "upstream", "seconds") if key in value}
    return [*lines, Text("", end=""), *_fields(spent)]


def _messages(value: Mapping[str, object]) -> Sequence[object]:
    request = value.get("request")
    messages = request.get("messages") if isinstance(request, dict) else None
    return messages if isinstance(messages, list) else []


def _known(value: Mapping[str, object], earlier: object) -> int:
    """How many of the messages were in the question before."""
    before = _messages(earlier) if isinstance(earlier, dict) else []
    known = 0
    for one, other in zip(_messages(value), before, strict=False):
        if one != other:
            break
        known += 1
    return known


def _message(message: object, how: str) -> list[Text]:
    if not isinstance(message, dict):
        return list(_field("message", message, 0))
    role = plain_line(str(message.get("role", how)), 40)
    sign, style = ("◀", f"bold {BLUE}") if how == "answered" else ("▶", TITLE)
    lines = [Text("", end=""), Text(f"{sign} {role}", style=style, end="")]
    content = message.get("content")
    if isinstance(content, str):
        lines += prose(content)
    elif content is not None:
        lines += _field("content", content, 0)
    rest = {key: item for key, item in message.items() if key not in ("role", "content")}
    return [*lines, *_fields(rest)]
