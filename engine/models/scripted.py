"""A model that follows a script: the same request, the same answer, and no provider."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    field_validator,
    model_validator,
)

from engine.models.exchange import canonical
from engine.models.upstream import Answer, ProviderFailed, Refused, Request

_CHARACTERS_PER_TOKEN = 4
_REFERENCE = re.compile(r"\$(\d)")


class InvalidScript(Exception):
    """A script that cannot be used; the message says which and why."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", allow_inf_nan=False)


class ScriptedCall(_Part):
    """A tool call; arguments that are text are sent as they are, also when they are no JSON."""

    name: str
    arguments: dict[str, JsonValue] | str = {}


class Failure(_Part):
    """What goes wrong: exactly one of the two."""

    refused: str | None = None
    provider: str | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.refused is None) == (self.provider is None):
            raise ValueError("give either 'refused' or 'provider'")
        return self


_Count = Annotated[int, Field(ge=0)]


class Rule(_Part):
    """When a request looks like this, the answer is that.

    `$1` to `$9` in `say` and in the texts of arguments stand for the groups that `when` matched,
    or `last` where there is no `when`.
    """

    when: str | None = None
    """A pattern to be found in the text of all messages, which are joined by line ends."""
    last: str | None = None
    """A pattern to be found in the text of the last message."""
    role: Literal["solve", "improve"] | None = None
    """What the job does."""
    turn: _Count | None = None
    """How often the model has spoken before."""
    say: str | None = None
    """The answer's text."""
    calls: list[ScriptedCall] = []
    """The answer's tool calls."""
    fail: Failure | None = None
    """Go wrong instead of answering."""
    delay: Annotated[float, Field(ge=0)] = 0
    """Seconds before the answer."""
    input_tokens: _Count | None = None
    """Unset: a quarter of the request's characters."""
    output_tokens: _Count | None = None
    """Unset: a quarter of the answer's characters."""

    @field_validator("when", "last")
    @classmethod
    def _is_pattern(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "")
        except re.error as error:
            raise ValueError(f"{value!r} is no regular expression: {error}") from error
        return value

    @model_validator(mode="after")
    def _answers(self) -> Self:
        if self.say is None and not self.calls and self.fail is None:
            raise ValueError("a rule needs 'say', 'calls' or 'fail'")
        return self


class Scripted:
    """An upstream whose answer depends on the request and its rules only."""

    def __init__(self, rules: Sequence[Rule], *, name: str = "scripted") -> None:
        self.name = name
        self._rules = tuple(rules)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a JSON file: a list of rules. Raises InvalidScript."""
        try:
            rules = TypeAdapter(list[Rule]).validate_json(path.read_bytes(), strict=True)
        except OSError as error:
            raise InvalidScript(f"The script {path} cannot be read: {error.strerror}.") from error
        except ValidationError as error:
            raise InvalidScript(f"The script {path} is wrong: {_explain(error)}.") from error
        return cls(rules, name=f"scripted:{path.name}")

    async def complete(self, request: Request) -> Answer:
        """See Upstream: what the first rule that matches says."""
        texts = [_text(message) for message in _messages(request)]
        for rule in self._rules:
            groups = _match(rule, request, texts)
            if groups is not None:
                await asyncio.sleep(rule.delay)
                return _follow(rule, request, groups)
        raise Refused(f"No rule of {self.name} matches this request.", code="no_rule")

    async def close(self) -> None:
        """See Upstream."""


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(map(str, first["loc"]))
    message = first["msg"].removeprefix("Value error, ")
    return f"rule {place}: {message}" if place else message


def _messages(request: Request) -> list[Mapping[str, JsonValue]]:
    messages = request.body["messages"]
    assert isinstance(messages, list)
    return [message for message in messages if isinstance(message, dict)]


def _text(message: Mapping[str, JsonValue]) -> str:
    match message.get("content"):
        case str() as text:
            return text
        case list() as parts:
            return "".join(str(part["text"]) for part in parts if isinstance(part, dict))
        case _:
            return ""


def _match(rule: Rule, request: Request, texts: Sequence[str]) -> Sequence[str | None] | None:
    """The groups of the match; None where the rule does not match."""
    if rule.role not in (None, request.role) or rule.turn not in (None, _turn(request)):
        return None
    groups: Sequence[str | None] | None = None
    for pattern, text in ((rule.when, "\n".join(texts)), (rule.last, texts[-1])):
        if pattern is None:
            continue
        found = re.search(pattern, text)
        if found is None:
            return None
        groups = found.groups() if groups is None else groups
    return groups or ()


def _turn(request: Request) -> int:
    return sum(message["role"] == "assistant" for message in _messages(request))


def _follow(rule: Rule, request: Request, groups: Sequence[str | None]) -> Answer:
    match rule.fail:
        case Failure(refused=str() as why):
            raise Refused(why)
        case Failure(provider=str() as why):
            raise ProviderFailed(why)
    message: dict[str, JsonValue] = {"role": "assistant", "content": None}
    if rule.say is not None:
        message["content"] = _fill(rule.say, groups)
    if rule.calls:
        message["tool_calls"] = _write_calls(rule, _turn(request), groups)
    return _count(rule, request, message)


def _write_calls(rule: Rule, turn: int, groups: Sequence[str | None]) -> list[JsonValue]:
    return [
        {
            "id": f"call_{turn}_{index}",
            "type": "function",
            "function": {"name": call.name, "arguments": _write(call.arguments, groups)},
        }
        for index, call in enumerate(rule.calls)
    ]


def _write(arguments: dict[str, JsonValue] | str, groups: Sequence[str | None]) -> str:
    if isinstance(arguments, str):
        return _fill(arguments, groups)
    return json.dumps(_fill_all(arguments, groups))


def _fill(text: str, groups: Sequence[str | None]) -> str:
    """Put the groups in; a reference to a group that is not there stays as it is."""

    def group(reference: re.Match[str]) -> str:
        number = int(reference[1])
        return (groups[number - 1] or "") if 1 <= number <= len(groups) else reference[0]

    return _REFERENCE.sub(group, text)


def _fill_all(value: JsonValue, groups: Sequence[str | None]) -> JsonValue:
    match value:
        case str():
            return _fill(value, groups)
        case list():
            return [_fill_all(each, groups) for each in value]
        case dict():
            return {name: _fill_all(each, groups) for name, each in value.items()}
        case _:
            return value


def _count(rule: Rule, request: Request, message: dict[str, JsonValue]) -> Answer:
    input_tokens = _estimate(request.body) if rule.input_tokens is None else rule.input_tokens
    output_tokens = _estimate(message) if rule.output_tokens is None else rule.output_tokens
    finish_reason = "tool_calls" if rule.calls else "stop"
    if rule.output_tokens is None and output_tokens > request.max_tokens:
        finish_reason, output_tokens = "length", request.max_tokens
        message = _cut(message, request.max_tokens)
    return Answer(
        message=message,
        finish_reason=finish_reason,
        input_tokens=input_tokens,
        cached_tokens=0,
        output_tokens=output_tokens,
        model="scripted",
    )


def _estimate(value: object) -> int:
    return -(-len(canonical(value)) // _CHARACTERS_PER_TOKEN)


def _cut(message: dict[str, JsonValue], tokens: int) -> dict[str, JsonValue]:
    """As a real model is cut off: its text ends early, its calls are lost."""
    text = message["content"] or ""
    assert isinstance(text, str)
    return {"role": "assistant", "content": text[: tokens * _CHARACTERS_PER_TOKEN]}
