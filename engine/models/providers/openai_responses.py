"""OpenAI's Responses API, without anything kept at OpenAI: reasoning travels encrypted."""

from typing import TYPE_CHECKING, Any

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
from engine.models.providers.openai_chat import KEY, openai_client
from engine.models.upstream import Answer, Refused, Request

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_KIND = "openai"
_SILENCE_SECONDS = 600.0
_REASONING = "reasoning.encrypted_content"
_ENDS = {"response.completed", "response.incomplete", "response.failed"}
_AGAIN = {"server_error", "rate_limit_exceeded"}


class OpenAIResponses:
    """A model of OpenAI's, asked through its SDK, which does not retry."""

    def __init__(self, model: str, *, api_key: str, base_url: str | None = None) -> None:
        self.name = f"openai/{model}"
        self._model = model
        self._api_key = api_key
        self._base_url = base_url
        self._reasons = True
        self._made: AsyncOpenAI | None = None

    async def complete(self, request: Request) -> Answer:
        """See Upstream; trouble that may pass is Transient."""
        try:
            return await self._ask(request)
        except Refused as error:
            # Models that do not reason refuse to hand it over; that is found out once.
            if not self._reasons or "ncrypted content" not in str(error):
                raise
            self._reasons = False
            return await self._ask(request)

    async def close(self) -> None:
        """See Upstream."""
        if self._made is not None:
            await self._made.close()

    async def _ask(self, request: Request) -> Answer:
        if self._made is None:
            self._made = openai_client(self._api_key, self._base_url, silence=_SILENCE_SECONDS)
        with provider_trouble(Provider("OpenAI", self._model, KEY)):
            asked = to_request(request, self._model, reasons=self._reasons)
            response: Json | None = None
            stream: Any = await self._made.responses.create(**asked)
            async with stream:
                async for event in stream:
                    if event.type in _ENDS:
                        response = event.response.to_dict(mode="json")
                    elif event.type == "error":
                        raise Transient(f"OpenAI: {event.message}")
            return from_response(response)


def to_request(request: Request, model: str, *, reasons: bool) -> Json:
    """The arguments of `responses.create`. Raises Refused for what the API does not have."""
    body = request.body
    if body.get("stop") is not None:
        raise Refused("OpenAI's Responses API takes no `stop`: leave it out.")
    tools = [
        {"type": "function", "parameters": {"type": "object", "properties": {}}, "strict": False}
        | function
        for function in functions_of(body)
    ]
    return without_none(
        {
            "model": model,
            "input": [item for message in messages_of(body) for item in _items(message)],
            "max_output_tokens": request.max_tokens,
            "tools": tools or None,
            "tool_choice": _tool_choice(body.get("tool_choice")) if tools else None,
            "temperature": body.get("temperature"),
            "text": _text_format(body.get("response_format")),
            "include": [_REASONING] if reasons else None,
            "store": False,
            "stream": True,
        }
    )


def from_response(response: Json | None) -> Answer:
    """The answer in a `Response`. Raises Refused, and Transient for one that broke off."""
    if response is None:
        raise Transient("OpenAI's answer broke off.", lost=True)
    if response["status"] == "failed":
        error = response.get("error") or {}
        told = f"OpenAI ({error.get('code')}): {error.get('message')}"
        raise Transient(told) if error.get("code") in _AGAIN else Refused(told)
    items: list[Json] = response["output"]
    parts = [part for item in items if item["type"] == "message" for part in item["content"]]
    calls = [
        (item["call_id"], item["name"], item["arguments"])
        for item in items
        if item["type"] == "function_call"
    ]
    reasoning = [item for item in items if item["type"] == "reasoning"]
    usage = response["usage"]
    text = "".join(part.get("text") or part.get("refusal") or "" for part in parts)
    return Answer(
        message=assistant(text, calls, reasoning=reasoning, kind=_KIND),
        finish_reason=_finish_reason(response, parts, has_calls=bool(calls)),
        input_tokens=usage["input_tokens"],
        cached_tokens=(usage.get("input_tokens_details") or {}).get("cached_tokens") or 0,
        output_tokens=usage["output_tokens"],
        model=response["model"],
    )


def _finish_reason(response: Json, parts: list[Json], *, has_calls: bool) -> str:
    why = (response.get("incomplete_details") or {}).get("reason")
    if response["status"] == "incomplete":
        return "content_filter" if why == "content_filter" else "length"
    if any(part["type"] == "refusal" for part in parts):
        return "content_filter"
    return "tool_calls" if has_calls else "stop"


def _items(message: Json) -> list[Json]:
    match message["role"]:
        case "tool":
            output = text_of(message["content"])
            result = {"type": "function_call_output", "call_id": message["tool_call_id"]}
            return [{**result, "output": output}]
        case "assistant":
            text = text_of(message.get("content"))
            calls = [
                {"type": "function_call", "call_id": id, "name": name, "arguments": arguments}
                for id, name, arguments in calls_of(message)
            ]
            said = [{"role": "assistant", "content": text}] if text else []
            return [*reasoning_of(message, _KIND), *said, *calls]
        case role:
            return [{"role": role, "content": text_of(message["content"])}]


def _tool_choice(choice: Any) -> Any:
    match choice:
        case {"function": {"name": name}}:
            return {"type": "function", "name": name}
        case word:
            return word


def _text_format(wanted: Any) -> Json | None:
    match wanted:
        case None:
            return None
        case {"json_schema": schema}:
            return {"format": {"type": "json_schema"} | without_none(schema)}
        case {"type": kind}:
            return {"format": {"type": kind}}
        case _:
            return None
