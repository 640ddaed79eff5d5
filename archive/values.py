"""What the archive tells the rest of the project: values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Source = Mapping[str, bytes]
"""An agent's files: relative POSIX path -> content. No modes, no links."""


class Verdict(StrEnum):
    """What one evaluation said of its agent; an error says nothing of it."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    ERROR = "error"


class ExpansionOutcome(StrEnum):
    """What came of one expansion."""

    CHILD = "child"
    FAILED = "failed"
    """The agent's fault: no change, a child that is no agent, a failed self-test."""
    ERROR = "error"
    """The machine's or the provider's fault."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of verdicts; errors are in no tally."""

    resolved: int = 0
    unresolved: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.resolved + other.resolved, self.unresolved + other.unresolved)

    @property
    def total(self) -> int:
        """Evaluations with a verdict."""
        return self.resolved + self.unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One version of a coding agent: a commit whose parent commit is its parent agent's."""

    id: int
    """Order of birth; 0 is the root."""
    commit: str
    tree: str
    parent: int | None
    depth: int
    """Self-modifications between the root and this agent."""
    expansion: int | None
    """The job that made it."""
    born_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a child's self-modification touched: the files that differ, as they were and are."""

    agent: int
    before: Source
    after: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One attempt of one agent at one task. Digests name blobs; None where nothing was kept."""

    id: int
    """Number of the job; evaluations and expansions are counted together."""
    agent: int
    task: str
    sealed: bool
    """Made for a comparison, outside the search: in no tally, in no evidence, in no budget."""
    seed: int
    verdict: Verdict | None
    """None while it runs."""
    reason: str
    started_at: datetime
    seconds: float | None
    patch: str | None
    log: str | None
    grade_log: str | None
    """Shows hidden tests: never given to an agent."""
    transcript: str | None
    flags: tuple[str, ...]
    """What in its patch could have changed how tests run rather than what they test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expansion:
    """One attempt to make a child of an agent by self-modification."""

    id: int
    """Number of the job; evaluations and expansions are counted together."""
    parent: int
    seed: int
    outcome: ExpansionOutcome | None
    """None while it runs."""
    reason: str
    child: int | None
    started_at: datetime
    seconds: float | None
    log: str | None
    notes: str | None
    transcript: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One question of a job's to its model and what came of it."""

    content: bytes
    """Canonical JSON, enough to replay it."""
    role: str
    """What the model was asked as: improve or solve."""
    model: str
    """Who answered; empty where nobody did."""
    input_tokens: int
    cached_tokens: int
    """Of the input tokens, those that the provider had seen before."""
    output_tokens: int
    cost: int = 0
    """Billionths of a dollar; of a question cut off by its deadline, the most it can have cost."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """An exchange on record."""

    job: int
    number: int
    """Its place among the job's."""
    content: str
    """The digest of an Exchange's content."""
    role: str
    model: str
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: int


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What one model was used for by one agent in one role."""

    agent: int
    """Who asked; for a self-modification, the agent that was to be modified."""
    role: str
    model: str
    questions: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: int
    """Billionths of a dollar."""

    @property
    def tokens(self) -> int:
        """Input and output."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class JobUse:
    """What one model was used for by one job in one role; otherwise as ModelUse."""

    job: int
    role: str
    model: str
    questions: int
    input_tokens: int
    cached_tokens: int
    output_tokens: int
    cost: int

    @property
    def tokens(self) -> int:
        """Input and output."""
        return self.input_tokens + self.output_tokens


Row = Evaluation | Expansion
"""A job on record."""


class ArchiveError(Exception):
    """The archive cannot do what was asked; one sentence for the user."""


class NotAnArchive(ArchiveError):
    """The folder is no run."""


class ArchiveTooNew(ArchiveError):
    """The run was written by a newer version of the project."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to this run."""


class ArchiveUnusable(ArchiveError):
    """The disk is full, the folder cannot be written, or the database is damaged."""


class UnknownAgent(ArchiveError):
    """There is no such agent, or more than one."""
