"""Bodies of chat completions, taken apart: what all providers' translations share."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from engine.models.reasoning import write_reasoning

Json = dict[str, Any]


def messages_of(body: Mapping[str, JsonValue]) -> Sequence[Json]:
    """The conversation; its shape was checked at the gateway (engine.models.body.Chat)."""
    messages: Any = body["messages"]
    return list(messages)


def functions_of(body: Mapping[str, JsonValue]) -> list[Json]:
    """The tools' signatures: `name`, and what is given of `description`, `parameters`, `strict`."""
    tools: Any = body.get("tools") or ()
    return [{name: it for name, it in tool["function"].items() if it is not None} for tool in tools]


def calls_of(message: Json) -> Iterator[tuple[str, str, str]]:
    """(id, name, arguments as text) of an assistant message's tool calls."""
    for call in message.get("tool_calls") or ():
        yield call["id"], call["function"]["name"], call["function"]["arguments"]


def reasoning_of(message: Json, kind: str) -> list[Json]:
    """What a provider of this kind gave to be handed back; another's is of no use to it."""
    return [it["item"] for it in message.get("reasoning") or () if it["provider"] == kind]


def text_of(content: Any) -> str:
    """The text of a content, which is one or a list of parts."""
    if isinstance(content, str) or content is None:
        return content or ""
    return "".join(part["text"] for part in content)


def assistant(
    text: str,
    calls: Sequence[tuple[str, str, str]],
    *,
    reasoning: Sequence[Json] = (),
    kind: str = "",
) -> dict[str, JsonValue]:
    """An assistant message from what a provider said."""
    message: dict[str, JsonValue] = {"role": "assistant", "content": text or None}
    if calls:
        message["tool_calls"] = [
            {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}
            for id, name, arguments in calls
        ]
    elif not text:
        message["content"] = ""
    entries = [entry for item in reasoning if (entry := write_reasoning(kind, item))]
    if entries:
        message["reasoning"] = list(entries)
    return message


def arguments_text(arguments: Any) -> str:
    """Arguments as text; some servers give the object itself."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments or {})


def without_none(values: Json) -> Json:
    """The values that are given."""
    return {name: value for name, value in values.items() if value is not None}
