"""What an agent may ask its model: texts and functions, as the contract of agents has it.

Anything else would be obeyed by the provider, which fetches images and files by their addresses:
a network for agents that have none.
"""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]
_Check = Callable[[Any], bool]

_MOST_MESSAGES, _MOST_TOOLS, _MOST_STOPS = 10_000, 512, 4
_MOST_PARTS, _LONGEST_NAME = 10_000, 64


def read_question(body: Json) -> Json:
    """What of a body is passed on. Raises ValueError, which says what is wrong."""
    if "messages" not in body:
        raise ValueError("there are no messages")
    asked = {name: body[name] for name in _FIELDS if name in body}
    if isinstance(asked["messages"], list):
        asked["messages"] = [_without_reasoning(each) for each in asked["messages"]]
    for name, check in _FIELDS.items():
        if name in asked and not check(asked[name]):
            raise ValueError(f"{name} is not as the contract has it: texts and functions only")
    return asked


def _without_reasoning(message: Any) -> Any:
    """What another provider gave to be handed back is none of this one's."""
    if not isinstance(message, dict):
        return message
    return {name: value for name, value in message.items() if name != "reasoning"}


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _any_object(value: Any) -> bool:
    return isinstance(value, dict)


def _name(value: Any) -> bool:
    plain = isinstance(value, str) and value.isascii() and 0 < len(value) <= _LONGEST_NAME
    return plain and all(each.isalnum() or each in "_-" for each in value)


def _truth(value: Any) -> bool:
    return isinstance(value, bool)


def _temperature(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 2


def _word(*words: str) -> _Check:
    return lambda value: isinstance(value, str) and value in words


def _several(check: _Check, most: int) -> _Check:
    return lambda value: (
        isinstance(value, list) and 0 < len(value) <= most and all(map(check, value))
    )


def _either(*checks: _Check) -> _Check:
    return lambda value: any(check(value) for check in checks)


def _or_none(check: _Check) -> _Check:
    return lambda value: value is None or check(value)


def _fields(needed: Mapping[str, _Check], possible: Mapping[str, _Check] | None = None) -> _Check:
    known = {**needed, **(possible or {})}
    return lambda value: (
        isinstance(value, dict)
        and needed.keys() <= value.keys() <= known.keys()
        and all(known[name](each) for name, each in value.items())
    )


def _function(fields: _Check) -> Mapping[str, _Check]:
    return {"type": _word("function"), "function": fields}


_content = _either(_text, _several(_fields({"type": _word("text"), "text": _text}), _MOST_PARTS))
_call = _fields({"id": _text, **_function(_fields({"name": _name, "arguments": _text}))})
_calls = _several(_call, _MOST_TOOLS)
_assistant = {"role": _word("assistant")}
_message = _either(
    _fields({"role": _word("system", "developer", "user"), "content": _content}),
    _fields({"role": _word("tool"), "content": _content, "tool_call_id": _text}),
    _fields({**_assistant, "content": _content}, {"tool_calls": _or_none(_calls)}),
    _fields({**_assistant, "tool_calls": _calls}, {"content": _or_none(_content)}),
)
_about = {"description": _or_none(_text), "strict": _or_none(_truth)}
_tool = _fields(
    _function(_fields({"name": _name}, {**_about, "parameters": _or_none(_any_object)}))
)
_schema = _fields({"name": _name, "schema": _any_object}, _about)
_FIELDS: Mapping[str, _Check] = {
    "messages": _several(_message, _MOST_MESSAGES),
    "tools": _or_none(_several(_tool, _MOST_TOOLS)),
    "tool_choice": _or_none(
        _either(_word("none", "auto", "required"), _fields(_function(_fields({"name": _name}))))
    ),
    "temperature": _or_none(_temperature),
    "stop": _or_none(_either(_text, _several(_text, _MOST_STOPS))),
    "response_format": _or_none(
        _either(
            _fields({"type": _word("text", "json_object")}),
            _fields({"type": _word("json_schema"), "json_schema": _schema}),
        )
    ),
}
