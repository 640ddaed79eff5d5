"""What happens in a run, as values for whoever tells it to a person or a program."""

from dataclasses import dataclass
from typing import Protocol

from archive.lineage import Lineage
from archive.values import Agent, Evaluation, Expansion, Row
from engine.budget import Spending


@dataclass(frozen=True, slots=True)
class JobStarted:
    """A job was handed to a worker."""

    job: Row
    resumed: bool


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An evaluation ended, with a verdict or an error."""

    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Expanded:
    """An expansion ended; `child` is None where it made none."""

    expansion: Expansion
    child: Agent | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing new happened for a moment."""


@dataclass(frozen=True, slots=True)
class Draining:
    """No further job will start; the running ones are waited for."""

    reason: str


Event = JobStarted | Evaluated | Expanded | Waiting | Draining


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a run at one moment."""

    lineage: Lineage
    spent: Spending
    running: tuple[Row, ...]


class Narrator(Protocol):
    """Tells a person or a program what happens; must be quick and must not raise."""

    def tell(self, event: Event, progress: Progress) -> None:
        """Called after every event, from the coordinator's thread."""
