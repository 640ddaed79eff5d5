"""From `anthropic/NAME` or `scripted:FILE` to something that answers."""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.models.upstream import Upstream

MODELS = ("openai/NAME", "anthropic/NAME", "scripted:FILE", "replay:RUN")
KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
"""Provider -> the environment variable that holds its key."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@/-]*")


class InvalidModel(ValueError):
    """A model that nobody knows; the message says what is known."""


@dataclass(frozen=True, slots=True)
class ScriptedModel:
    """Follows the script in a file."""

    file: Path

    def __str__(self) -> str:
        return f"scripted:{self.file}"


@dataclass(frozen=True, slots=True)
class ReplayModel:
    """Says again what a run's record holds."""

    run: Path

    def __str__(self) -> str:
        return f"replay:{self.run}"


@dataclass(frozen=True, slots=True)
class ProviderModel:
    """Answers at a price."""

    provider: str
    """A key of KEYS."""
    name: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.name}"


Model = ScriptedModel | ReplayModel | ProviderModel


def parse_model(text: str) -> Model:
    """Read what the user wrote. Raises InvalidModel."""
    provider, slash, name = text.strip().partition("/")
    if slash and provider in KEYS and _NAME.fullmatch(name):
        return ProviderModel(provider, name)
    match text.strip().partition(":"):
        case ("scripted", _, file) if file:
            return ScriptedModel(Path(file))
        case ("replay", _, run) if run:
            return ReplayModel(Path(run))
        case _:
            known = f"{', '.join(MODELS[:-1])} or {MODELS[-1]}"
            raise InvalidModel(f"There is no model {text!r}: give {known}.")


def make_upstream(
    model: Model,
    *,
    read_exchanges: Callable[[Path], Iterable[bytes]],
    base_url: str | None = None,
) -> Upstream:
    """Make what answers; `base_url` is of a server that speaks OpenAI's chat completions.

    Raises InvalidModel without a key, InvalidScript, and what reading a run's record raises.
    """
    match model:
        case ScriptedModel(file):
            from engine.models.scripted import Scripted

            return Scripted.read(file.expanduser())
        case ReplayModel(run):
            from engine.models.replay import Replay

            return Replay(read_exchanges(run.expanduser()), name=str(model))
        case ProviderModel():
            from engine.models.providers.retrying import Retrying

            return Retrying(_ask_provider(model, base_url))


def keys() -> list[str]:
    """The providers' keys in this process's environment, which nobody else may read."""
    return [key for name in KEYS.values() if (key := os.environ.get(name))]


def _ask_provider(model: ProviderModel, base_url: str | None) -> Upstream:
    variable = KEYS[model.provider]
    key = os.environ.get(variable, "")
    if model.provider == "openai" and base_url is not None:
        from engine.models.providers.openai_chat import OpenAIChat

        # Servers of one's own want none, but the SDK does.
        return OpenAIChat(model.name, api_key=key or "none", base_url=base_url)
    if not key:
        raise InvalidModel(f"The model {model} needs a key: set {variable}.")
    if model.provider == "openai":
        from engine.models.providers.openai_responses import OpenAIResponses

        return OpenAIResponses(model.name, api_key=key)
    from engine.models.providers.anthropic import Anthropic

    return Anthropic(model.name, api_key=key)
