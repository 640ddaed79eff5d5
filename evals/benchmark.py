"""The benchmark seam: a set of tasks, how an agent meets one, and how its patch is graded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sandbox.files import File, Files
from sandbox.interface import Sandbox, SandboxSpec


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
    group: str = ""
    """Language or repository, where the benchmark has several: a word by which to choose tasks."""
    instruction: str
    workdir: str
    """The repository under repair, inside the sandbox; the only folder that is compared."""
    solving: SandboxSpec
    """Where an agent works on it; `workdir` is writable there."""
    grading: SandboxSpec
    """Where its patch is graded."""
    oracle: SandboxSpec | None = None
    """Where the known-good solution is made; None: where patches are graded."""
    solve_seconds: float
    grade_seconds: float
    applies_text: bool = False
    """Whether `grade` applies a patch's text; otherwise it takes the files of its changes."""
    keeps_tampering: bool = False
    """Whether a patch is graded with its changes to how tests run; flagged they always are."""

    @property
    def needs_image(self) -> bool:
        """Whether only drivers that run images can be used."""
        return self.solving.image is not None or self.grading.image is not None


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one file; None where there was none, or is none any more."""

    path: str
    before: File | None
    after: File | None


@dataclass(frozen=True, slots=True)
class Patch:
    """What an agent changed."""

    changes: tuple[Change, ...]
    """Empty where only the text is known: a prediction that somebody made elsewhere."""
    text: str
    """The same as git writes it, for people, for predictions files and for `git apply`."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was changed."""
        return not self.text.strip()

    @property
    def after(self) -> Mapping[str, File | None]:
        """Path -> what is there now, None where nothing is: for `Sandbox.copy_in`."""
        return {change.path: change.after for change in self.changes}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What a clean sandbox said of a patch."""

    reward: float | None
    """None where the tests ended without giving one."""
    threshold: float = 1.0
    """The reward from which the task counts as solved."""
    log: bytes
    """The grader's output. It shows hidden tests: never given to an agent."""

    @property
    def resolved(self) -> bool:
        """Whether the task counts as solved."""
        return self.reward is not None and self.reward >= self.threshold


class Benchmark(Protocol):
    """Tasks and their grading.

    Methods that take a sandbox need one opened from the task's `solving` or, for `grade`, its
    `grading` or, for `solution`, its `oracle`, to which folders and mounts may be added. All let
    SandboxUnavailable through.
    """

    name: str
    fingerprint: str
    """Digest of everything that can change a verdict; a run refuses to resume on another."""
    left_out: Mapping[str, str]
    """Task that cannot be used here -> why, in a sentence for the user."""

    @property
    def tasks(self) -> Sequence[Task]:
        """Every task, in a fixed order."""

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """Put the task's starting state into a fresh sandbox, as the agent meets it."""

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """What was changed in `workdir` since `prepare`. Raises UnsafeContent."""

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """Apply the patch in a fresh sandbox and judge it. Raises GradingFailed."""

    def solution(self, task: Task, sandbox: Sandbox) -> Patch | None:
        """The known-good patch, made in a fresh sandbox where it takes one; None: there is none.

        It is the oracle of `hgm tasks check`, and nothing an agent ever sees. Raises
        InvalidBenchmark where the solution cannot be had.
        """

    def visible(self, task: Task) -> Files:
        """The starting files that an agent saw and may see again, as far as they are no image's;
        never grading tests.
        """
