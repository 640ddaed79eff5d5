"""What answers behind the gateway: one call, its answer, and the two ways it can go wrong."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue


def _ignore() -> None:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One validated chat-completions request of an agent."""

    role: str
    """What the job does: `solve` or `improve`."""
    body: Mapping[str, JsonValue]
    """OpenAI's fields (see engine.models.body.Chat) without `model`, `stream`, `stream_options`."""
    max_tokens: int
    """The most tokens the answer may have."""
    seconds: float
    """What is left of the job's time."""
    on_lost: Callable[[], None] = _ignore
    """Called for every try whose answer began, or may have, and cannot be read: it may be charged
    like any other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a model said."""

    message: Mapping[str, JsonValue]
    """`role` (assistant), `content` (text or None) and, if there are any, `tool_calls` and
    `reasoning`, which the provider wants back with the next question."""
    finish_reason: str
    """OpenAI's word: `stop`, `length`, `tool_calls`, or `content_filter` for a refusal."""
    input_tokens: int
    """All of the input, the cached part included."""
    cached_tokens: int
    output_tokens: int
    cache_write_tokens: int = 0
    """Of the input tokens, those that the provider charged for keeping."""
    model: str
    """The model that answered, as its provider calls it."""


class Refused(Exception):
    """The request cannot be answered, and that is the agent's fault; the message says why."""

    def __init__(self, message: str, *, status: int = 400, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.status = status
        """An HTTP status from 400 to 499."""
        self.code = code
        """One word for programs, for example `context_length_exceeded`."""


class ProviderFailed(Exception):
    """The provider is in trouble that outlasted the retries; the message says which."""


class Upstream(Protocol):
    """A model, or something that stands in for one."""

    @property
    def name(self) -> str:
        """What it is, for the record: `scripted:FILE`."""

    async def complete(self, request: Request) -> Answer:
        """Answer one request; calls may overlap, and cancelling one ends it at once.

        Raises Refused (the agent's fault) or ProviderFailed (the provider's, retries included);
        anything else is a fault of ours. The request is never modified.
        """

    async def close(self) -> None:
        """Let go of connections, in the loop in which it was used."""
