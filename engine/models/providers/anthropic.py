"""Anthropic's Messages API, with tools, kept thinking and prompt caching."""

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from engine.models.providers.failures import Provider, Transient, provider_trouble
from engine.models.providers.messages import (
    Json,
    assistant,
    calls_of,
    functions_of,
    messages_of,
    reasoning_of,
    text_of,
    without_none,
)
from engine.models.upstream import Answer, Request

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

KEY = "ANTHROPIC_API_KEY"
_KIND = "anthropic"
_CACHED = {"type": "ephemeral"}
_CACHED_TURNS = 2
_SILENCE_SECONDS = 120.0
_MAX_DEPTH, _MAX_VALUES = 100, 100_000
"""Of a tool call's arguments that are handed back as an object."""
_FINISH = {"max_tokens": "length", "model_context_window_exceeded": "length"}
_FINISH |= {"tool_use": "tool_calls", "refusal": "content_filter"}


class Anthropic:
    """A model of Anthropic's, asked through its SDK, which does not retry."""

    def __init__(self, model: str, *, api_key: str, base_url: str | None = None) -> None:
        self.name = f"anthropic/{model}"
        self._model = model
        self._api_key = api_key
        self._base_url = base_url
        self._made: AsyncAnthropic | None = None

    async def complete(self, request: Request) -> Answer:
        """See Upstream; trouble that may pass is Transient."""
        with provider_trouble(Provider("Anthropic", self._model, KEY)):
            async with self._client().messages.stream(**to_request(request, self._model)) as stream:
                events = [event.type async for event in stream]
                if "message_start" not in events:
                    raise Transient("Anthropic said what is no answer.", lost=True)
                message = await stream.get_final_message()
            return from_message(message.to_dict(mode="json"))

    async def close(self) -> None:
        """See Upstream."""
        if self._made is not None:
            await self._made.close()

    def _client(self) -> "AsyncAnthropic":
        # Made where it is used: its connections belong to the running loop.
        if self._made is None:
            from anthropic import AsyncAnthropic

            self._made = AsyncAnthropic(
                api_key=self._api_key,
                # Else the SDK would look for one of its own in the environment.
                auth_token=None,
                base_url=self._base_url,
                max_retries=0,
                timeout=_SILENCE_SECONDS,
            )
        return self._made


def to_request(request: Request, model: str) -> Json:
    """The arguments of `messages.create`; a temperature is left out: newer models take none."""
    body = request.body
    system, turns = _conversation(messages_of(body))
    tools = [
        without_none(
            {
                "name": function["name"],
                "description": function.get("description"),
                "input_schema": function.get("parameters") or {"type": "object", "properties": {}},
            }
        )
        for function in functions_of(body)
    ]
    _mark_cached(system, tools, turns)
    stop: Any = body.get("stop")
    return without_none(
        {
            "model": model,
            "max_tokens": request.max_tokens,
            "system": system or None,
            "messages": turns,
            "tools": tools or None,
            "tool_choice": _tool_choice(body.get("tool_choice")) if tools else None,
            "stop_sequences": [stop] if isinstance(stop, str) else stop,
            "output_config": _output_config(body.get("response_format")),
        }
    )


def from_message(message: Json) -> Answer:
    """The answer in a `Message`. Raises Transient for one that broke off."""
    if not message.get("stop_reason"):
        raise Transient("Anthropic's answer broke off.", lost=True)
    blocks: list[Json] = message["content"]
    text = "".join(block["text"] for block in blocks if block["type"] == "text")
    calls = [
        (block["id"], block["name"], json.dumps(block["input"]))
        for block in blocks
        if block["type"] == "tool_use"
    ]
    thinking = [block for block in blocks if block["type"] in ("thinking", "redacted_thinking")]
    usage = message["usage"]
    cached, written = (
        usage.get(f"cache_{which}_input_tokens") or 0 for which in ("read", "creation")
    )
    return Answer(
        message=assistant(text, calls, reasoning=thinking, kind=_KIND),
        finish_reason=_FINISH.get(message["stop_reason"], "stop"),
        input_tokens=usage["input_tokens"] + cached + written,
        cached_tokens=cached,
        cache_write_tokens=written,
        output_tokens=usage["output_tokens"],
        model=message["model"],
    )


def _conversation(messages: Sequence[Json]) -> tuple[list[Json], list[Json]]:
    """System blocks, and turns of which no two neighbours have the same role."""
    system: list[Json] = []
    turns: list[Json] = []
    for message in messages:
        if message["role"] in ("system", "developer") and not turns:
            system += _texts(message["content"])
            continue
        blocks = _blocks(message)
        role = "assistant" if message["role"] == "assistant" else "user"
        if blocks and (not turns or turns[-1]["role"] != role):
            turns.append({"role": role, "content": []})
        if blocks:
            turns[-1]["content"] += blocks
    if not turns or turns[0]["role"] != "user":
        turns.insert(0, {"role": "user", "content": _texts("Begin.")})
    return system, turns


def _blocks(message: Json) -> list[Json]:
    match message["role"]:
        case "tool":
            result = {"type": "tool_result", "tool_use_id": message["tool_call_id"]}
            return [{**result, "content": text_of(message["content"])}]
        case "assistant":
            calls = [
                {"type": "tool_use", "id": id, "name": name, "input": _input(arguments)}
                for id, name, arguments in calls_of(message)
            ]
            return [*reasoning_of(message, _KIND), *_texts(message.get("content")), *calls]
        case _:
            return _texts(message["content"])


def _texts(content: Any) -> list[Json]:
    """Text blocks; the API takes no empty one."""
    parts = [content] if isinstance(content, str) else [part["text"] for part in content or ()]
    return [{"type": "text", "text": text} for text in parts if text.strip()]


def _input(arguments: str) -> Json:
    """The arguments as an object, also where the model had not managed to write one."""
    try:
        value = json.loads(arguments)
        # What the SDK could not write would look like trouble of the provider's, or of ours.
        json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        value = None
    return value if _is_small_object(value) else {"malformed_arguments": arguments}


def _is_small_object(value: object) -> TypeGuard[Json]:
    """Whether it is an object that nobody's stack and loop are too small for."""
    level, count = [value], 0
    for _ in range(_MAX_DEPTH):
        level = [inner for each in level for inner in _members(each)]
        count += len(level)
        if not level or count > _MAX_VALUES:
            break
    return isinstance(value, dict) and not level


def _members(value: object) -> Collection[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _mark_cached(system: list[Json], tools: list[Json], turns: list[Json]) -> None:
    """Mark what the next request will begin with: instructions, and the newest turns.

    The older of the two turns is where the previous request's mark was; thinking takes none.
    """
    for prefix in (system or tools)[-1:]:
        prefix["cache_control"] = _CACHED
    asked = [turn for turn in turns if turn["role"] == "user"]
    for turn in asked[-_CACHED_TURNS:]:
        turn["content"][-1]["cache_control"] = _CACHED


def _tool_choice(choice: Any) -> Json | None:
    match choice:
        case None:
            return None
        case {"function": {"name": name}}:
            return {"type": "tool", "name": name}
        case "required":
            return {"type": "any"}
        case word:
            return {"type": word}


def _output_config(wanted: Any) -> Json | None:
    """A schema is held by the API; bare JSON it does not know, so the prompt must ask for it."""
    match wanted:
        case {"json_schema": {"schema": schema}}:
            return {"format": {"type": "json_schema", "schema": schema}}
        case _:
            return None
