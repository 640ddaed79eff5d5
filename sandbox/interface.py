"""The sandbox seam: where untrusted code runs, and what its owner may ask of it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from sandbox.files import File, Files


class SandboxUnavailable(Exception):
    """The machine could not provide or keep a sandbox; nothing was learnt about the agent."""


class UnsafeContent(Exception):
    """What a sandbox holds breaks a rule (a link, a device, a bound): its code's fault."""


class Ending(StrEnum):
    """How a command in a sandbox came to its end."""

    EXITED = "exited"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    OUT_OF_DISK = "out of disk"
    TOO_MANY_PROCESSES = "too many processes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one sandbox may use, over all its commands unless it says otherwise."""

    memory_bytes: int = 2 * 1024**3
    """Resident memory of all processes together."""
    cpus: float = 2.0
    """Processors' worth of time, where the driver can hold it."""
    processes: int = 256
    """Processes and threads alive at once."""
    disk_bytes: int = 512 * 1024**2
    """What all writable folders may hold together."""
    disk_files: int = 50_000
    """Entries that all writable folders may hold together."""
    open_files: int = 1024
    """File descriptors of one process."""
    output_bytes: int = 1024**2
    """Bytes of one command's output that are kept; the middle of a longer one is dropped."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of the host shown inside, always read-only."""

    host: Path
    inside: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """An image that is built where it is not there yet."""

    name: str
    """What it is called on this machine, beside a digest of its context."""
    context: Files
    """A folder with a `Dockerfile` at its top."""
    seconds: float = 1800.0
    """How long the build may go without a word."""

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Candidates:
    """Names of one image: the first that is on this machine is used.

    Where none is, it is built if there is a recipe, and else, or where that fails, fetched by its
    first name.
    """

    names: tuple[str, ...]
    recipe: Recipe | None = None

    def __str__(self) -> str:
        return self.names[0]


Image = str | Recipe | Candidates
"""An image by its name, fetched where it is not there; one to build; one by several names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSpec:
    """What a sandbox is made of; equal specs give equal sandboxes."""

    image: Image | None = None
    """What to start from; None means the host's own system, read-only."""
    writable: tuple[str, ...] = ()
    """Absolute folders that exist and can be written; /tmp always is one.

    They hold what the named image has there, and nothing where none is named.
    """
    as_root: bool = False
    """Code is the image's root user, still without any power, with the image's own environment, and
    may write anywhere in it; what it writes elsewhere than in `writable` is gone with the command.
    Images made for that alone need it; drivers without images refuse it."""
    network: bool = False
    """Code reaches the network. Never set but where the user allowed it for tasks that ask."""
    hides_history: bool = False
    """Git repositories at the top of writable folders hold the image's HEAD commit and no other."""
    mounts: tuple[Mount, ...] = ()
    limits: Limits = field(default_factory=Limits)
    labels: tuple[tuple[str, str], ...] = ()
    """(name, value) pairs, run and job among them, by which leftovers are found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A command that came to its end inside a sandbox, whatever the end was."""

    ending: Ending
    exit_code: int
    """The command's own status; 128 + signal where a signal ended it."""
    output: bytes
    """Standard output and error as they came, at most `Limits.output_bytes`."""
    truncated: bool
    seconds: float

    @property
    def succeeded(self) -> bool:
        """Whether it ran to its end and said 0."""
        return self.ending is Ending.EXITED and self.exit_code == 0


class Sandbox(Protocol):
    """One isolated place: no network, own processes, bounded resources, gone when closed.

    Folders are named by their path inside; what code inside is told must go through `path`, because
    a driver without isolation cannot give it those names; `HGM_ROOT` in its environment holds the
    prefix. Every method raises SandboxUnavailable when the sandbox itself fails (the engine went
    away, the host is full). A command that fails, hangs or is killed for its use of resources is a
    `Completed`, never an exception. When `exec` returns, nothing that it started runs any more.
    """

    python: str
    """The interpreter for agents, 3.9 or newer: a word for `exec`. A task's own may be another."""

    def path(self, inside: str) -> str:
        """The name by which code inside reaches a folder or file: `inside` itself if isolated."""

    def exec(
        self,
        command: Sequence[str],
        *,
        cwd: str,
        seconds: float,
        environment: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run a command to its end or for at most `seconds`, then kill all it started."""

    def read_file(self, path: str, *, max_bytes: int) -> bytes:
        """The content of one regular file in a writable folder.

        Raises FileNotFoundError where there is none, UnsafeContent where it is a link, no regular
        file, reached through a link, or larger than `max_bytes`.
        """

    def write_file(self, path: str, content: bytes, *, executable: bool = False) -> None:
        """Create or replace one file in a writable folder, making its parent folders."""

    def copy_in(self, files: Mapping[str, File | None], folder: str) -> None:
        """Write every file below a writable folder; what is None is removed."""

    def copy_out(
        self,
        folder: str,
        *,
        max_bytes: int,
        max_files: int,
        links: bool = False,
        ignored: Collection[str] = (),
    ) -> Files:
        """Every regular file below a writable folder, and with `links` every link as a text.

        .git, __pycache__ and what has an `ignored` name are left out. The content of a file is read
        when it is asked for, until the next `exec` or the end of the sandbox. Raises UnsafeContent
        at the first device, undecodable name or unwanted link, or when a bound is passed; what
        counts against `max_bytes` are the files and their paths.
        """

    def original(self, folder: str) -> Files:
        """What the image has in a writable folder, links included, left out as in `copy_out`."""


class Sandboxes(Protocol):
    """A driver: opens sandboxes of one technology on this machine."""

    name: str

    def trouble(self) -> str | None:
        """Why this driver cannot be used here and what to do about it, in one sentence; or None."""

    def about(self) -> tuple[str, tuple[Path, ...]]:
        """What it is, with its version, and the folders that must have room for it.

        Raises SandboxUnavailable.
        """

    def open(self, spec: SandboxSpec) -> AbstractContextManager[Sandbox]:
        """A fresh sandbox; closing kills and removes it. Raises SandboxUnavailable."""

    def sweep(self, labels: Mapping[str, str]) -> int:
        """Remove what a killed engine left of sandboxes with all these labels; how many."""
