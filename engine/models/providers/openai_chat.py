"""Chat completions of any server that speaks OpenAI's older protocol: vLLM, Ollama, OpenRouter."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.models.exchange import canonical
from engine.models.providers.failures import Provider, Transient, provider_trouble
from engine.models.providers.messages import Json, arguments_text, assistant, messages_of
from engine.models.upstream import Answer, Request

if TYPE_CHECKING:
    from openai import AsyncOpenAI

KEY = "OPENAI_API_KEY"
_SILENCE_SECONDS = 600.0
_FINISH = {"length": "length", "content_filter": "content_filter"}


def openai_client(api_key: str, base_url: str | None, *, silence: float) -> "AsyncOpenAI":
    """A client that does not retry and gives up after `silence` seconds without a byte."""
    from openai import AsyncOpenAI

    return AsyncOpenAI(api_key=api_key, base_url=base_url, max_retries=0, timeout=silence)


class OpenAIChat:
    """A model behind a chat-completions endpoint.

    Where a server does not say what was used, as many tokens are counted as there were bytes.
    """

    def __init__(self, model: str, *, api_key: str, base_url: str) -> None:
        self.name = f"openai/{model}"
        self._model = model
        self._api_key = api_key
        self._base_url = base_url
        self._made: AsyncOpenAI | None = None

    async def complete(self, request: Request) -> Answer:
        """See Upstream; trouble that may pass is Transient."""
        if self._made is None:
            self._made = openai_client(self._api_key, self._base_url, silence=_SILENCE_SECONDS)
        with provider_trouble(Provider(self._base_url, self._model, KEY)):
            pieces = _Pieces()
            asked = to_request(request, self._model)
            stream: Any = await self._made.chat.completions.create(**asked)
            async with stream:
                async for chunk in stream:
                    pieces.take(chunk)
            return pieces.answer(request, self._model)

    async def close(self) -> None:
        """See Upstream."""
        if self._made is not None:
            await self._made.close()


def to_request(request: Request, model: str) -> Json:
    """The arguments of `chat.completions.create`: nearly what the agent said."""
    body: Json = {**request.body, "messages": [_plain(each) for each in messages_of(request.body)]}
    body.pop("max_completion_tokens", None)
    used = {"stream": True, "stream_options": {"include_usage": True}}
    return {**body, "model": model, "max_tokens": request.max_tokens, **used}


def _plain(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "reasoning"}


@dataclass(slots=True)
class _Pieces:
    """An answer that comes in chunks."""

    text: str = ""
    calls: dict[int, list[str]] = field(default_factory=dict)
    """Index -> id, name, arguments."""
    finish_reason: str | None = None
    usage: Any = None
    model: str = ""

    def take(self, chunk: Any) -> None:
        self.usage = chunk.usage or self.usage
        self.model = chunk.model or self.model
        for choice in (chunk.choices or ())[:1]:
            self.finish_reason = choice.finish_reason or self.finish_reason
            delta = choice.delta
            self.text += delta.content or getattr(delta, "refusal", None) or ""
            for position, call in enumerate(delta.tool_calls or ()):
                index = position if call.index is None else call.index
                known = self.calls.setdefault(index, ["", "", ""])
                known[0] = known[0] or call.id or ""
                if call.function is not None:
                    known[1] += call.function.name or ""
                    if call.function.arguments:
                        known[2] += arguments_text(call.function.arguments)

    def answer(self, request: Request, model: str) -> Answer:
        if self.finish_reason is None:
            raise Transient("The answer broke off.", lost=True)
        calls = [
            (id or f"call_{index}", name, arguments or "{}")
            for index, (id, name, arguments) in sorted(self.calls.items())
        ]
        usage = self.usage
        cached = getattr(getattr(usage, "prompt_tokens_details", None), "cached_tokens", 0)
        said = len(self.text.encode()) + sum(len("".join(call).encode()) for call in calls)
        return Answer(
            message=assistant(self.text, calls),
            finish_reason="tool_calls" if calls else _FINISH.get(self.finish_reason, "stop"),
            input_tokens=usage.prompt_tokens if usage else len(canonical(request.body)),
            cached_tokens=cached or 0,
            output_tokens=usage.completion_tokens if usage else said,
            model=self.model or model,
        )
