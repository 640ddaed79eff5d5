"""From `scripted:FILE` to something that answers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from engine.models.upstream import Upstream

MODELS = ("scripted:FILE", "replay:RUN")


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


Model = ScriptedModel | ReplayModel


def parse_model(text: str) -> Model:
    """Read what the user wrote. Raises InvalidModel."""
    match text.strip().partition(":"):
        case ("scripted", _, file) if file:
            return ScriptedModel(Path(file))
        case ("replay", _, run) if run:
            return ReplayModel(Path(run))
        case _:
            known = " or ".join(MODELS)
            raise InvalidModel(f"There is no model {text!r}: give {known}.")


def make_upstream(model: Model, *, read_exchanges: Callable[[Path], Iterable[bytes]]) -> Upstream:
    """Make what answers. Raises InvalidScript, and whatever reading a run's record raises."""
    match model:
        case ScriptedModel(file):
            from engine.models.scripted import Scripted

            return Scripted.read(file.expanduser())
        case ReplayModel(run):
            from engine.models.replay import Replay

            return Replay(read_exchanges(run.expanduser()), name=str(model))
