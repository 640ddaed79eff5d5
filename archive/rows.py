"""The database's tables; private to the archive."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlmodel import Field, SQLModel

from archive.fold import Evaluated, Expanded
from archive.values import Agent, Evaluation, Expansion, ExpansionOutcome, Verdict


class RunRow(SQLModel, table=True):
    """One row: what holds for the whole run."""

    __tablename__ = "run"

    id: int = Field(default=0, primary_key=True)
    configuration: str
    tasks: str
    """JSON list of the search tasks' ids."""
    max_attempts: int
    created_at: float


class AgentRow(SQLModel, table=True):
    """One agent; never changed."""

    __tablename__ = "agent"

    id: int = Field(primary_key=True)
    commit_id: str
    tree_id: str
    parent: int | None = Field(default=None, foreign_key="agent.id")
    depth: int
    expansion: int | None = Field(default=None, foreign_key="expansion.id")
    born_at: float

    def value(self) -> Agent:
        """As outsiders see it."""
        return Agent(
            id=self.id,
            commit=self.commit_id,
            tree=self.tree_id,
            parent=self.parent,
            depth=self.depth,
            expansion=self.expansion,
            born_at=_moment(self.born_at),
        )


class EvaluationRow(SQLModel, table=True):
    """One evaluation; never changed once it has a verdict."""

    __tablename__ = "evaluation"

    id: int = Field(primary_key=True)
    agent: int = Field(foreign_key="agent.id", index=True)
    task: str
    sealed: bool
    seed: int
    began: int
    """Place in the run's one order of beginnings and endings."""
    ended: int | None = None
    verdict: str | None = None
    reason: str = ""
    started_at: float
    seconds: float | None = None
    patch: str | None = None
    log: str | None = None
    grade_log: str | None = None
    transcript: str | None = None
    flags: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """One a line."""

    def value(self) -> Evaluation:
        """As outsiders see it."""
        return evaluation_of(*(getattr(self, name) for name in EVALUATION))

    def folded(self) -> Evaluated:
        """As the fold needs it."""
        return Evaluated(
            *(self.id, self.began, self.ended, self.started_at, self.seconds),
            *(self.agent, self.task, self.sealed, self.verdict, bool(self.flags)),
        )


class ExpansionRow(SQLModel, table=True):
    """One expansion; never changed once it has an outcome."""

    __tablename__ = "expansion"

    id: int = Field(primary_key=True)
    parent: int = Field(foreign_key="agent.id", index=True)
    seed: int
    began: int
    ended: int | None = None
    outcome: str | None = None
    reason: str = ""
    child: int | None = None
    started_at: float
    seconds: float | None = None
    log: str | None = None
    notes: str | None = None
    transcript: str | None = None

    def value(self) -> Expansion:
        """As outsiders see it."""
        return Expansion(
            id=self.id,
            parent=self.parent,
            seed=self.seed,
            outcome=_known(ExpansionOutcome, self.outcome),
            reason=self.reason,
            child=self.child,
            started_at=_moment(self.started_at),
            seconds=self.seconds,
            log=self.log,
            notes=self.notes,
            transcript=self.transcript,
        )

    def folded(self) -> Expanded:
        """As the fold needs it."""
        return Expanded(
            *(self.id, self.began, self.ended, self.started_at, self.seconds),
            *(self.parent, self.outcome, self.child),
        )


class ExchangeRow(SQLModel, table=True):
    """One exchange with a model; never changed."""

    __tablename__ = "exchange"

    job: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """Its place among the job's."""
    content: str
    """Digest of a blob."""
    role: str
    model: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: int = Field(sa_column_kwargs={"server_default": "0"})
    """Billionths of a dollar."""


class CheckpointRow(SQLModel, table=True):
    """At most one row: what the other tables came to at some time, to be read instead of them. Only
    a shortcut: it can be deleted at any time.
    """

    __tablename__ = "checkpoint"

    id: int = Field(default=0, primary_key=True)
    content: bytes


EVALUATION = (
    *("id", "agent", "task", "sealed", "seed", "verdict", "reason", "started_at", "seconds"),
    *("patch", "log", "grade_log", "transcript", "flags"),
)
"""The columns that outsiders see of an evaluation."""


def evaluation_of(*row: Any) -> Evaluation:
    """From a row of these columns, which may come without the mapper, as there are many."""
    known = dict(zip(EVALUATION, row, strict=True))
    return Evaluation(
        **known
        | {
            "sealed": bool(known["sealed"]),
            "verdict": _known(Verdict, known["verdict"]),
            "started_at": _moment(known["started_at"]),
            "flags": tuple(known["flags"].splitlines()),
        }
    )


_Kind = TypeVar("_Kind", bound=StrEnum)


def _known(kind: type[_Kind], text: str | None) -> _Kind | None:
    return None if text is None else kind(text)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
