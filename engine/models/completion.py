"""Answers in OpenAI's words: one JSON object, or a stream of events."""

import json
from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from engine.models.upstream import Answer

JsonObject = dict[str, JsonValue]


def write_completion(answer: Answer, id: str) -> JsonObject:
    """A `chat.completion` object."""
    choice: JsonObject = {
        "index": 0,
        "message": dict(answer.message),
        "finish_reason": answer.finish_reason,
        "logprobs": None,
    }
    return {
        **_head(answer, id, "chat.completion"),
        "choices": [choice],
        "usage": _usage(answer),
    }


def write_stream(answer: Answer, id: str, *, include_usage: bool) -> bytes:
    """The same as server-sent events: the deltas, the usage if wanted, `[DONE]`."""
    chunks = _chunks(answer, id, include_usage=include_usage)
    events = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return "".join([*events, "data: [DONE]\n\n"]).encode()


def _chunks(answer: Answer, id: str, *, include_usage: bool) -> Iterator[JsonObject]:
    head = _head(answer, id, "chat.completion.chunk")
    if include_usage:
        head["usage"] = None
    for delta in _deltas(answer.message):
        yield {**head, "choices": [_choice(delta, None)]}
    yield {**head, "choices": [_choice({}, answer.finish_reason)]}
    if include_usage:
        yield {**head, "choices": [], "usage": _usage(answer)}


def _deltas(message: Mapping[str, JsonValue]) -> Iterator[JsonObject]:
    yield {"role": "assistant", "content": message.get("content")}
    if reasoning := message.get("reasoning"):
        yield {"reasoning": reasoning}
    calls = message.get("tool_calls")
    for index, call in enumerate(calls if isinstance(calls, list) else []):
        if isinstance(call, dict):
            yield {"tool_calls": [{"index": index, **call}]}


def _choice(delta: JsonObject, finish_reason: str | None) -> JsonObject:
    return {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}


def _head(answer: Answer, id: str, kind: str) -> JsonObject:
    # No clock and no chance: an agent that is asked again must be able to do the same again.
    return {"id": id, "object": kind, "created": 0, "model": answer.model}


def _usage(answer: Answer) -> JsonObject:
    return {
        "prompt_tokens": answer.input_tokens,
        "completion_tokens": answer.output_tokens,
        "total_tokens": answer.input_tokens + answer.output_tokens,
        "prompt_tokens_details": {"cached_tokens": answer.cached_tokens},
    }
