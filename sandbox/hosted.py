"""A sandbox whose writable folders are folders of the host: what Bubblewrap and Process share."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sandbox import folder
from sandbox.files import Files
from sandbox.interface import SandboxSpec, SandboxUnavailable

_PREFIX = "hgm-sandbox-"
_MARKER = "owner.json"
TMP = "/tmp"


class HostedFolders:
    """The host side of one sandbox: `place/root` mirrors its writable folders, /tmp among them."""

    def __init__(self, place: Path, spec: SandboxSpec, *, owner: int) -> None:
        self.place = place
        self.root = place / "root"
        self._owner = owner
        self._writable = tuple(PurePosixPath(each) for each in (TMP, *spec.writable))
        for each in self._writable:
            made = self.host(each)
            made.mkdir(parents=True, exist_ok=True)
            os.chown(made, owner, owner)

    @property
    def writable(self) -> tuple[PurePosixPath, ...]:
        """The writable folders by their inside path, outer ones first."""
        return tuple(sorted(set(self._writable)))

    def host(self, inside: PurePosixPath) -> Path:
        """Where a path inside is on the host."""
        return self.root / inside.relative_to("/")

    def read_file(self, path: str, *, max_bytes: int) -> bytes:
        """See Sandbox.read_file."""
        base, relative = self._split(path)
        return folder.read_file(base, relative, max_bytes=max_bytes).content

    def write_file(self, path: str, content: bytes, *, executable: bool = False) -> None:
        """See Sandbox.write_file."""
        base, relative = self._split(path)
        with machine_trouble():
            folder.write_file(base, relative, content, executable=executable, owner=self._owner)

    def copy_in(self, files: Files, target: str) -> None:
        """See Sandbox.copy_in."""
        for path, file in files.items():
            self.write_file(f"{target}/{path}", file.content, executable=file.executable)

    def copy_out(self, target: str, *, max_bytes: int, max_files: int) -> Files:
        """See Sandbox.copy_out."""
        base = self.host(self._within(PurePosixPath(target)))
        if base.is_symlink() or not base.is_dir():
            raise FileNotFoundError(target)
        return folder.copy_out(base, max_bytes=max_bytes, max_files=max_files)

    def _split(self, path: str) -> tuple[Path, str]:
        inside = PurePosixPath(path)
        base = self._within(inside)
        return self.host(base), str(inside.relative_to(base))

    def _within(self, inside: PurePosixPath) -> PurePosixPath:
        """The writable folder that holds a path; the host side of it is a folder of ours."""
        for base in sorted(self._writable, reverse=True):
            if inside.is_relative_to(base) and ".." not in inside.parts:
                return base
        raise ValueError(f"{inside} is in no writable folder")


@contextmanager
def machine_trouble() -> Iterator[None]:
    """A full or failing disk of ours says nothing about the agent."""
    try:
        yield
    except OSError as error:
        raise SandboxUnavailable(f"the host's disk failed: {error}") from error


@contextmanager
def fresh_place(base: Path, spec: SandboxSpec) -> Iterator[Path]:
    """A folder for one sandbox, marked with its labels and its owner, removed at the end."""
    with machine_trouble():
        place = Path(tempfile.mkdtemp(dir=base, prefix=_PREFIX))
        place.chmod(0o711)
        (place / "root").mkdir()
        marker = {"labels": dict(spec.labels), "pid": os.getpid(), "born": _born(os.getpid())}
        (place / _MARKER).write_text(json.dumps(marker))
    try:
        yield place
    finally:
        with machine_trouble():
            folder.remove(place)


def sweep(base: Path, labels: Mapping[str, str]) -> int:
    """Remove the places of dead owners that carry all these labels; how many there were."""
    removed = 0
    for place in base.glob(f"{_PREFIX}*"):
        try:
            marker = json.loads((place / _MARKER).read_text())
            ours = place.stat().st_uid == os.getuid()
        except (OSError, ValueError):
            continue
        alive = _born(marker["pid"]) == marker["born"]
        if ours and not alive and labels.items() <= marker["labels"].items():
            folder.remove(place)
            removed += 1
    return removed


def _born(pid: int) -> str | None:
    """When a process started, in the kernel's ticks; None where there is no such process."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    return text.rpartition(")")[2].split()[19]
