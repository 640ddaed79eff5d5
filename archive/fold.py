"""What all jobs so far come to: a fold over their beginnings and ends, kept in checkpoints."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from archive.effort import Cover, Effort
from archive.lineage import LineageBuilder
from archive.values import ExpansionOutcome, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FORMAT = 3
_SUMS = (
    "work",
    "expansion_work",
    "evaluations",
    "expansions",
    "ended_evaluations",
    "ended_expansions",
)


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What of an evaluation the fold needs."""

    id: int
    began: int
    ended: int | None
    started_at: float
    seconds: float | None
    agent: int
    task: str
    sealed: bool
    verdict: str | None
    flagged: bool


@dataclass(frozen=True, slots=True)
class Expanded:
    """What of an expansion the fold needs."""

    id: int
    began: int
    ended: int | None
    started_at: float
    seconds: float | None
    parent: int
    outcome: str | None
    child: int | None


Job = Evaluated | Expanded


@dataclass(frozen=True, slots=True)
class Happened:
    """The beginning or the end of a job."""

    tick: int
    has_ended: bool
    job: Job


class Fold:
    """The lineage, what jobs took, and which are open; every event costs at most the depth of the
    tree, and those that are already folded are never looked at again.
    """

    def __init__(self, tasks: Sequence[str], *, max_attempts: int) -> None:
        self.builder = LineageBuilder(tasks, max_attempts=max_attempts)
        self.builder.add_root()
        self.ticks = 0
        """How many beginnings and endings there are; the next one's place in their order."""
        self.open: dict[int, float] = {}
        """Job -> when it started, for those without an end, oldest first."""
        self._sums = dict.fromkeys(_SUMS, 0.0)
        self._cover = Cover()

    @property
    def effort(self) -> Effort:
        """What jobs took so far."""
        sums = self._sums
        return Effort(
            work=sums["work"],
            expansion_work=sums["expansion_work"],
            wall=self._cover.length,
            **{name: int(sums[name]) for name in _SUMS[2:]},
        )

    def catch_up(self, connection: "Connection") -> None:
        """Fold what the database has beyond what is folded already, in the order it happened."""
        jobs = read_jobs(connection, first=self.builder.jobs_begun, also=self.open)
        for event in self.order(jobs):
            self.apply(event)

    def order(self, jobs: Iterable[Job]) -> list[Happened]:
        """What of these jobs is not folded yet, in the order it happened."""
        events: list[Happened] = []
        for job in jobs:
            if job.began >= self.ticks:
                events.append(Happened(job.began, False, job))
            if job.ended is not None:
                events.append(Happened(job.ended, True, job))
        events.sort(key=lambda event: event.tick)
        return events

    def apply(self, event: Happened) -> None:
        """Fold the next one."""
        if event.has_ended:
            self.end(event.job)
        else:
            self.begin(event.job)

    def begin(self, job: Job) -> None:
        """A job was put on record as running."""
        self.ticks = job.began + 1
        self.open[job.id] = job.started_at
        match job:
            case Evaluated() if job.sealed:
                self.builder.begin_job()
            case Evaluated():
                self._sums["evaluations"] += 1
                self.builder.begin_evaluation(job.id, job.agent, job.task)
            case Expanded():
                self._sums["expansions"] += 1
                self.builder.begin_expansion(job.id, job.parent)

    def end(self, job: Job) -> None:
        """The end of a job was put on record."""
        if job.ended is not None:
            self.ticks = job.ended + 1
        del self.open[job.id]
        match job:
            case Evaluated() if job.sealed:
                return
            case Evaluated(verdict=verdict) if verdict:
                self._sums["ended_evaluations"] += 1
                self.builder.finish_evaluation(job.id, Verdict(verdict), flagged=job.flagged)
            case Expanded(outcome=outcome) if outcome:
                self._sums["ended_expansions"] += 1
                self._sums["expansion_work"] += job.seconds or 0.0
                self.builder.finish_expansion(job.id, ExpansionOutcome(outcome), child=job.child)
        self._spend(job)

    def _spend(self, job: Job) -> None:
        seconds = job.seconds or 0.0
        self._sums["work"] += seconds
        self._cover.add(job.started_at, job.started_at + seconds)
        self._cover.settle(min([job.started_at, *self.open.values()]))

    # -- checkpoints

    def to_bytes(self) -> bytes:
        """Everything, for `from_bytes`."""
        rest = {
            "format": _FORMAT,
            "ticks": self.ticks,
            "open": list(self.open.items()),
            "sums": self._sums,
            "settled": self._cover.settled,
            "stretches": self._cover.stretches,
        }
        columns = self.builder.state()
        rest["columns"] = list(columns)
        stream = io.BytesIO()
        text = np.frombuffer(json.dumps(rest).encode(), np.uint8)
        np.savez(stream, text, *map(_narrow, columns.values()))
        return stream.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, tasks: Sequence[str], *, max_attempts: int) -> Self | None:
        """The fold as it was; None where the content is damaged or of another version."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as saved:
                text, *columns = (saved[name] for name in saved.files)
        except (ValueError, OSError, EOFError, NotImplementedError, zipfile.BadZipFile):
            return None
        rest = json.loads(text.tobytes())
        if rest["format"] != _FORMAT:
            return None
        fold = cls(tasks, max_attempts=max_attempts)
        state = dict(zip(rest["columns"], columns, strict=True))
        fold.builder = LineageBuilder.restored(tasks, state, max_attempts=max_attempts)
        fold.ticks = rest["ticks"]
        fold.open = dict(rest["open"])
        fold._sums = rest["sums"]
        fold._cover = Cover(rest["settled"], map(tuple, rest["stretches"]))
        return fold


def read_jobs(connection: "Connection", *, first: int, also: Iterable[int]) -> Iterator[Job]:
    """Jobs from number `first` on, and some older ones that may have ended since."""
    # Numbers of our own only.
    new = f"WHERE id >= {first} OR id IN ({', '.join(map(str, also))})"
    for kind, table, columns in (
        (Evaluated, "evaluation", "agent, task, sealed, verdict, flags != ''"),
        (Expanded, "expansion", "parent, outcome, child"),
    ):
        rows = connection.exec_driver_sql(
            f"SELECT id, began, ended, started_at, seconds, {columns} FROM {table} {new}"  # noqa: S608
        )
        yield from (kind(*row) for row in rows)


def _narrow(column: np.ndarray) -> np.ndarray:
    """In half the bytes where all values fit."""
    fits = not column.size or -(2**31) <= column.min() <= column.max() < 2**31
    return column.astype(np.int32) if fits else column
