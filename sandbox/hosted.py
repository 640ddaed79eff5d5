"""A sandbox whose writable folders are folders of the host: what all drivers share."""

import json
import logging
import os
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sandbox import folder
from sandbox.files import File, Files
from sandbox.interface import SandboxSpec, SandboxUnavailable
from sandbox.layers import overlay, unmount_below

_log = logging.getLogger(__name__)
_PREFIX = "hgm-sandbox-"
_MARKER = "owner.json"
_DEATH_SECONDS = 10
_FILL_SECONDS = 600
TMP = "/tmp"


class HostedFolders:
    """The host side of one sandbox: `place/root` mirrors its writable folders, /tmp among them."""

    def __init__(
        self, place: Path, spec: SandboxSpec, *, owner: int, overlays: bool = False
    ) -> None:
        """`overlays`: whether code sees what we mount in its folders."""
        self.place = place
        self._overlays = overlays
        self.root = place / "root"
        self._owner = owner
        self._origins: dict[PurePosixPath, Path] = {}
        self._writable = tuple(PurePosixPath(each) for each in (TMP, *spec.writable))
        for each in self._writable:
            self.make(str(each))

    def make(self, inside: str) -> None:
        """Create a folder that belongs to the sandbox's user."""
        relative = inside.strip("/")
        folder.make(self.root, relative)
        os.chown(self.root / relative, self._owner, self._owner)

    def fill(self, inside: PurePosixPath, source: Path) -> None:
        """Copy a folder of ours, links and modes included, into a writable one."""
        target = self.host(inside)
        self._origins[inside] = source
        changes = self.place / "layers" / str(len(self._origins))
        if not any(source.iterdir()) or (
            self._overlays and self._owner < 0 and overlay(target, source, changes)
        ):
            return
        command = ["cp", "-a", "--reflink=auto", f"{source}/.", str(target)]
        subprocess.run(command, check=True, capture_output=True, timeout=_FILL_SECONDS)
        if self._owner >= 0 and self._owner != source.stat().st_uid:
            owner = ["chown", "-hR", f"{self._owner}:{self._owner}", str(target)]
            subprocess.run(owner, check=True, capture_output=True, timeout=_FILL_SECONDS)

    @property
    def watched(self) -> tuple[Path, ...]:
        """Folders of the host that hold what code wrote, and nothing that it was given."""
        return self.root, self.place / "layers"

    @property
    def writable(self) -> tuple[PurePosixPath, ...]:
        """The writable folders by their inside path; those inside another come with it.

        Code could put a link in the place of an inner one, so nothing may be shown by its name.
        """
        return tuple(sorted(each for each in set(self._writable) if not self._inner(each)))

    def reopen(self) -> None:
        """Give the writable folders back the permissions that their code may have taken away."""
        for each in self.writable:
            place = self.host(each)
            if place.is_dir() and not place.is_symlink():
                place.chmod(0o755)

    def host(self, inside: PurePosixPath) -> Path:
        """Where a path inside is on the host."""
        return self.root / inside.relative_to("/")

    def read_file(self, path: str, *, max_bytes: int) -> bytes:
        """See Sandbox.read_file."""
        return folder.read_file(self.root, self._file(path), max_bytes=max_bytes).content

    def write_file(self, path: str, content: bytes, *, executable: bool = False) -> None:
        """See Sandbox.write_file."""
        relative = self._file(path)
        with machine_trouble():
            folder.write_file(
                self.root, relative, content, executable=executable, owner=self._owner
            )

    def copy_in(self, files: Mapping[str, File | None], target: str) -> None:
        """See Sandbox.copy_in."""
        for path, file in files.items():
            place = f"{target}/{path}"
            if file is None or file.link:
                self._change(self._file(place), file)
            else:
                self.write_file(place, file.content, executable=file.executable)

    def _change(self, relative: str, link: File | None) -> None:
        with machine_trouble():
            if link is None:
                folder.remove_file(self.root, relative)
            else:
                folder.write_link(self.root, relative, link.content, owner=self._owner)

    def copy_out(
        self,
        target: str,
        *,
        max_bytes: int,
        max_files: int,
        links: bool = False,
        ignored: Collection[str] = (),
    ) -> Files:
        """See Sandbox.copy_out."""
        return folder.copy_out(
            self.root,
            self._relative(PurePosixPath(target)),
            max_bytes=max_bytes,
            max_files=max_files,
            links=links,
            ignored=ignored,
        )

    def original(self, target: str) -> Files:
        """See Sandbox.original."""
        inside = PurePosixPath(target)
        self._relative(inside)
        for top, origin in self._origins.items():
            if not origin.is_dir():
                raise SandboxUnavailable(f"the copy of an image's folder {top} is gone")
            place = origin / inside.relative_to(top) if inside.is_relative_to(top) else origin
            if inside.is_relative_to(top) and place.is_dir():
                return folder.all_files(place)
        return {}

    def _file(self, path: str) -> str:
        if PurePosixPath(path) in self._writable:
            raise ValueError(f"{path} is a folder")
        return self._relative(PurePosixPath(path))

    def _relative(self, inside: PurePosixPath) -> str:
        """Where a path in a writable folder is below our root."""
        if ".." in inside.parts or not any(inside.is_relative_to(each) for each in self._writable):
            raise ValueError(f"{inside} is in no writable folder")
        return str(inside.relative_to("/"))

    def _inner(self, inside: PurePosixPath) -> bool:
        return any(each in inside.parents for each in self._writable)


class HostedSandbox:
    """A sandbox whose writable folders are folders of the host; drivers add how commands run."""

    def __init__(
        self, place: Path, spec: SandboxSpec, *, owner: int, overlays: bool = False
    ) -> None:
        self._limits = spec.limits
        with machine_trouble():
            self._folders = HostedFolders(place, spec, owner=owner, overlays=overlays)

    def read_file(self, path: str, *, max_bytes: int) -> bytes:
        """See Sandbox."""
        return self._folders.read_file(path, max_bytes=max_bytes)

    def write_file(self, path: str, content: bytes, *, executable: bool = False) -> None:
        """See Sandbox."""
        self._folders.write_file(path, content, executable=executable)

    def copy_in(self, files: Mapping[str, File | None], folder: str) -> None:
        """See Sandbox."""
        self._folders.copy_in(files, folder)

    def copy_out(
        self,
        folder: str,
        *,
        max_bytes: int,
        max_files: int,
        links: bool = False,
        ignored: Collection[str] = (),
    ) -> Files:
        """See Sandbox."""
        return self._folders.copy_out(
            folder, max_bytes=max_bytes, max_files=max_files, links=links, ignored=ignored
        )

    def original(self, folder: str) -> Files:
        """See Sandbox."""
        return self._folders.original(folder)


@contextmanager
def machine_trouble() -> Iterator[None]:
    """A full or failing disk of ours says nothing about the agent."""
    try:
        yield
    except (OSError, subprocess.SubprocessError) as error:
        raise SandboxUnavailable(f"the host failed: {error}") from error


@contextmanager
def fresh_place(base: Path, spec: SandboxSpec, *, mode: int = 0o700) -> Iterator[Path]:
    """A folder for one sandbox, marked with its labels and its owner, removed at the end.

    Nobody else of this machine gets in, who could run what code left there, unless `mode` says so.
    """
    with machine_trouble():
        place = Path(tempfile.mkdtemp(dir=base, prefix=_PREFIX))
        place.chmod(mode)
        folder.make(place, "root")
        marker = {"labels": dict(spec.labels), "owner": own_name()}
        (place / _MARKER).write_text(json.dumps(marker))
    try:
        yield place
    finally:
        with machine_trouble():
            unmount_below(place)
            folder.remove(place)


def sweep(base: Path, labels: Mapping[str, str], kill: Callable[[Path], None]) -> int:
    """Remove the places of dead owners that carry all these labels; how many there were.

    `kill` ends what still runs in one.
    """
    removed = 0
    for place in base.glob(f"{_PREFIX}*"):
        marker = _read_marker(place)
        if marker is None or not labels.items() <= marker.labels.items():
            continue
        if not owner_lives(marker.owner):
            kill(place)
            unmount_below(place)
            try:
                folder.remove(place)
            except OSError as error:
                _log.warning("%s of a killed engine cannot be removed: %s", place, error)
            removed += 1
    return removed


def kill_all(find: Callable[[], Sequence[int]]) -> None:
    """Kill what is found until nothing is. Raises SandboxUnavailable when that has no end."""
    deadline = time.monotonic() + _DEATH_SECONDS
    while found := find():
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if time.monotonic() > deadline:
            raise SandboxUnavailable(f"these processes could not be killed: {found}")


def processes_with(name: str, word: bytes) -> list[int]:
    """Processes whose file /proc/PID/NAME holds `word` between its zero bytes."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                if word in (entry / name).read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found


@dataclass(frozen=True, slots=True)
class _Marker:
    labels: Mapping[str, str]
    owner: str


def _read_marker(place: Path) -> _Marker | None:
    """Whose a place is; None where it is not of this user's making or was not finished."""
    try:
        status = place.lstat()
        if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
            return None
        content = json.loads((place / _MARKER).read_bytes())
        return _Marker(dict(content["labels"]), str(content["owner"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def own_name() -> str:
    """A name of this process that no other one ever had since the machine started."""
    return f"{os.getpid()} {_born(os.getpid())}"


def owner_lives(name: str) -> bool:
    """Whether the process of that name is running."""
    pid, _, born = name.partition(" ")
    return pid.isdecimal() and _born(int(pid)) == born


def _born(pid: int) -> str | None:
    """When a process started, in the kernel's ticks; None where there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()[19]
