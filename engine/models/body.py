"""An agent's request body, checked: the chat-completions fields we know, or refused."""

import json
import math
import re
from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)

from engine.models.problems import Problem
from engine.models.reasoning import Reasoning

DEFAULT_MAX_TOKENS = 4096
"""Of an answer, when the request does not say."""

# What a hostile body can cost everybody's loop, about 0.1 s: a long honest one has a tenth.
_MAX_BRACKETS = 200_000
_MAX_VALUES = 100_000
_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")
_Count = Annotated[int, Field(ge=1, le=1_000_000)]
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class _Text(_Part):
    type: Literal["text"]
    text: str


class _Function(_Part):
    name: _Name
    arguments: str


class _Call(_Part):
    id: str
    type: Literal["function"]
    function: _Function


_Content = str | Annotated[list[_Text], Field(fail_fast=True, min_length=1)]


class _Said(_Part):
    role: Literal["system", "developer", "user"]
    content: _Content


class _Answered(_Part):
    role: Literal["assistant"]
    content: _Content | None = None
    tool_calls: Annotated[list[_Call], Field(fail_fast=True, min_length=1)] | None = None
    reasoning: Annotated[list[Reasoning], Field(fail_fast=True)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "_Answered":
        if self.content is None and self.tool_calls is None:
            raise ValueError("an assistant message needs content or tool_calls")
        return self


class _Returned(_Part):
    role: Literal["tool"]
    content: _Content
    tool_call_id: str


class _Signature(_Part):
    name: _Name
    description: str | None = None
    parameters: dict[str, JsonValue] | None = None
    strict: bool | None = None


class _Tool(_Part):
    type: Literal["function"]
    function: _Signature


class _FunctionName(_Part):
    name: _Name


class _Chosen(_Part):
    type: Literal["function"]
    function: _FunctionName


class _Schema(_Part):
    name: _Name
    description: str | None = None
    schema_: Annotated[dict[str, JsonValue], Field(alias="schema")]
    strict: bool | None = None


class _PlainFormat(_Part):
    type: Literal["text", "json_object"]


class _SchemaFormat(_Part):
    type: Literal["json_schema"]
    json_schema: _Schema


class _StreamOptions(_Part):
    include_usage: bool = False


_Message = Annotated[_Said | _Answered | _Returned, Discriminator("role")]
_Format = Annotated[_PlainFormat | _SchemaFormat, Discriminator("type")]


class Chat(_Part):
    """The fields of a request; every other is refused."""

    messages: Annotated[list[_Message], Field(fail_fast=True, min_length=1, max_length=10_000)]
    model: str = "default"
    tools: Annotated[list[_Tool], Field(fail_fast=True, min_length=1, max_length=512)] | None = None
    tool_choice: Literal["none", "auto", "required"] | _Chosen | None = None
    max_tokens: _Count | None = None
    max_completion_tokens: _Count | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    stop: str | Annotated[list[str], Field(min_length=1, max_length=4)] | None = None
    response_format: _Format | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None

    @property
    def most_tokens(self) -> int:
        """The most that the answer may have."""
        return self.max_completion_tokens or self.max_tokens or DEFAULT_MAX_TOKENS

    @property
    def includes_usage(self) -> bool:
        """Whether a stream ends with a chunk that says what was used."""
        return self.stream_options is not None and self.stream_options.include_usage

    def as_body(self) -> dict[str, JsonValue]:
        """What the agent said, for the upstream."""
        transport = {"model", "stream", "stream_options"}
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=transport)


def read_chat(content: bytes) -> Chat:
    """Check a request body. Raises Problem (invalid_request)."""
    # Before anything is built: a few MiB of brackets would take hundreds of MiB.
    if content.count(b"[") + content.count(b"{") > _MAX_BRACKETS:
        raise _invalid(f"The body has more than {_MAX_BRACKETS} arrays and objects.")
    try:
        value = json.loads(
            content.decode(),
            object_pairs_hook=_distinct,
            parse_constant=_finite,
            parse_float=_finite,
        )
        _check_values(value)
        if _HALF_PAIR.search(content):
            _check_texts(value)
        return Chat.model_validate(value)
    except ValidationError as error:
        raise _invalid(_explain(error)) from error
    except UnicodeDecodeError as error:
        raise _invalid("The body is not UTF-8.") from error
    except RecursionError as error:
        raise _invalid("The body is nested too deeply.") from error
    except ValueError as error:
        raise _invalid(f"The body is not the JSON we take: {str(error)[:200]}.") from error


def _check_values(value: object) -> None:
    count, waiting = 0, [value]
    while waiting:
        match waiting.pop():
            case dict() as members:
                inner: Collection[object] = members.values()
            case list() as inner:
                pass
            case _:
                continue
        count += len(inner)
        if count > _MAX_VALUES:
            raise ValueError(f"it holds more than {_MAX_VALUES} values")
        waiting.extend(inner)


def _check_texts(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise ValueError("a text holds half of a surrogate pair") from error


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MAX_VALUES:
        raise ValueError(f"it holds more than {_MAX_VALUES} values")
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("an object has the same key twice")
    return value


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:20]} is no number")
    return number


def _invalid(message: str) -> Problem:
    return Problem(400, "invalid_request", message)


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part)[:40] for part in first["loc"][:8]) or "the body"
    return f"{place}: {first['msg'].removeprefix('Value error, ')[:300]}."
