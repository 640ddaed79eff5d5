"""What providers give to be handed back with the next question: theirs, and nothing else.

It reaches the provider as it is, so an item that an agent made up could be anything that the
provider's API takes: a picture to fetch from an address that has a secret in it.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
)


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Summary(_Part):
    type: Literal["summary_text"]
    text: str


class _Content(_Part):
    type: Literal["reasoning_text"]
    text: str


class _Reasoning(_Part):
    type: Literal["reasoning"]
    # Without it, the id alone would have OpenAI look for what others had stored there.
    encrypted_content: Annotated[str, Field(min_length=1)]
    id: str | None = None
    summary: Annotated[list[_Summary], Field(fail_fast=True)] = []
    content: Annotated[list[_Content], Field(fail_fast=True)] | None = None
    status: Literal["in_progress", "completed", "incomplete"] | None = None


class _Thinking(_Part):
    type: Literal["thinking"]
    thinking: str
    signature: str


class _Redacted(_Part):
    type: Literal["redacted_thinking"]
    data: str


class _OpenAIs(_Part):
    provider: Literal["openai"]
    item: _Reasoning


class _Anthropics(_Part):
    provider: Literal["anthropic"]
    item: Annotated[_Thinking | _Redacted, Discriminator("type")]


Reasoning = Annotated[_OpenAIs | _Anthropics, Discriminator("provider")]
"""One entry of an assistant message's `reasoning`."""

_ENTRY: TypeAdapter[_OpenAIs | _Anthropics] = TypeAdapter(Reasoning)


def write_reasoning(provider: str, item: Mapping[str, Any]) -> dict[str, JsonValue] | None:
    """The entry for an item that a provider gave, or None: then it is not to be handed back.

    Fields that we do not know, and would refuse when they come back, are left out.
    """
    try:
        entry = _ENTRY.validate_python({"provider": provider, "item": item}, extra="ignore")
    except ValidationError:
        return None
    written: dict[str, JsonValue] = entry.model_dump(mode="json", exclude_unset=True)
    return written
