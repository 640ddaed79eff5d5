"""Units of work as plain values: what a worker is handed and what it hands back."""

from dataclasses import dataclass
from typing import Protocol

from archive.values import Exchange, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationJob:
    """One attempt of one agent at one task."""

    id: int
    seed: int
    source: Source
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionJob:
    """One attempt to make a child of an agent."""

    id: int
    seed: int
    source: Source
    """The agent to be modified."""
    improver: Source
    """The agent whose `improve` does it: the same, or the root (DGM's ablation)."""
    evidence: Source
    """Files of the evidence folder."""


Job = EvaluationJob | ExpansionJob


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationResult:
    """A verdict about the agent, with what led to it."""

    resolved: bool
    reason: str
    """Empty, or one sentence why it is unresolved before any test ran."""
    seconds: float = 0.0
    patch: str = ""
    flags: tuple[str, ...] = ()
    """What in the patch could have changed how tests run."""
    log: bytes = b""
    grade_log: bytes = b""
    transcript: bytes = b""
    exchanges: tuple[Exchange, ...] = ()
    """What was said to the model and by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpansionResult:
    """A child's source, or None and the reason why there is none: the agent's fault."""

    source: Source | None
    reason: str
    seconds: float = 0.0
    log: bytes = b""
    notes: bytes = b""
    transcript: bytes = b""
    exchanges: tuple[Exchange, ...] = ()


Result = EvaluationResult | ExpansionResult


class MachineFailed(Exception):
    """A job came to no result through no fault of the agent; `seconds` were spent on it."""

    def __init__(
        self,
        reason: str,
        *,
        seconds: float,
        exchanges: tuple[Exchange, ...] = (),
        starved: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
        self.exchanges = exchanges
        self.starved = starved
        """The run's tokens ran out under it."""

    def __reduce__(self) -> tuple[object, ...]:
        return _machine_failed, (self.reason, self.seconds, self.exchanges, self.starved)


def _machine_failed(
    reason: str, seconds: float, exchanges: tuple[Exchange, ...], starved: bool
) -> MachineFailed:
    return MachineFailed(reason, seconds=seconds, exchanges=exchanges, starved=starved)


class Work(Protocol):
    """Runs one job where it is called: a pure function of the job and the machine's sandboxes.

    Raises MachineFailed, and nothing else that a job could cause.
    """

    def __call__(self, job: Job) -> Result:
        """Do the job."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A job that came to its end: a result, or the machine's failure."""

    job: int
    result: Result | MachineFailed


class Executor(Protocol):
    """Runs jobs side by side; used by the coordinator's thread alone.

    A job is never lost: every submitted one comes back from `next_finished` exactly once, unless
    `close` came first.
    """

    workers: int

    def submit(self, job: Job) -> None:
        """Start a job, now or when a worker is free."""

    def next_finished(self, *, seconds: float) -> Finished | None:
        """The next job that ended; None when none did within `seconds`."""

    def close(self) -> None:
        """Give up: running jobs are killed, their results dropped."""
