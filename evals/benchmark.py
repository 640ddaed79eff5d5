"""The benchmark seam: a set of tasks, how an agent meets one, and how its patch is graded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from sandbox.files import File, Files
from sandbox.interface import Limits, Sandbox


class Split(StrEnum):
    """What a task is for: guiding the search, or the sealed comparison at the end."""

    SEARCH = "search"
    TEST = "test"


class InvalidBenchmark(Exception):
    """The user's benchmark cannot be used; the message says what, where and how to mend it."""


class GradingFailed(Exception):
    """No verdict could be reached through no fault of the patch: the task itself is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One problem (SWE-bench: instance): what the agent is told and where it works."""

    id: str
    split: Split
    instruction: str
    image: str | None
    """Image of the sandbox; None where any system with a `python3` will do."""
    workdir: str
    """The repository under repair, inside the sandbox; the only folder that is compared."""
    grading_folders: tuple[str, ...] = ()
    """Writable folders that `grade` and `solve` need beside `workdir`."""
    solve_seconds: float
    grade_seconds: float
    keeps_tampering: bool = False
    """Whether a patch is graded with its changes to how tests run; flagged they always are."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Patch:
    """What an agent changed: relative path -> new file, or None where it was deleted."""

    changes: tuple[tuple[str, File | None], ...]
    text: str
    """The same as a unified diff, for people and for predictions files."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return not self.changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a clean sandbox said of a patch."""

    reward: float | None
    """1.0 is resolved; None where the tests ended without giving one."""
    log: bytes
    """The grader's output. It shows hidden tests: never given to an agent."""

    @property
    def resolved(self) -> bool:
        """Whether the task counts as solved."""
        return self.reward is not None and self.reward >= 1.0


class Benchmark(Protocol):
    """Tasks and their grading.

    Methods that take a sandbox need one opened with the task's image, and with `workdir` and, for
    `grade` and `solve`, `grading_folders` writable. All let SandboxUnavailable through.
    """

    name: str
    fingerprint: str
    """Digest of everything that can change a verdict; a run refuses to resume on another."""

    @property
    def tasks(self) -> Sequence[Task]:
        """Every task, in a fixed order."""

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """Put the task's starting state into a fresh sandbox, as the agent meets it."""

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """What was changed in `workdir` since `prepare`. Raises UnsafeContent."""

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """Apply the patch to a freshly prepared sandbox and judge it."""

    def solve(self, task: Task, sandbox: Sandbox) -> None:
        """Apply the known-good solution in a prepared sandbox (the oracle of `hgm tasks check`)."""

    def visible(self, task: Task) -> Files:
        """The starting files that an agent saw and may see again; never grading tests."""
