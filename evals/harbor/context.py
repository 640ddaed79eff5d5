"""Folders from which images are built."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals.task_file import Unusable
from sandbox.files import File

_IGNORE = ".dockerignore"


@dataclass(frozen=True, slots=True)
class _Listed:
    place: Path
    digest: str
    executable: bool


class Context(Mapping[str, File]):
    """A build context of the user's: files are read when they are asked for, some are large.

    Raises OSError where one is not what it was when the benchmark was loaded: the fingerprint
    covers that.
    """

    def __init__(self, listed: Mapping[str, _Listed], written: Mapping[str, File]) -> None:
        self._listed = listed
        self._written = written

    def __getitem__(self, path: str) -> File:
        if path in self._written:
            return self._written[path]
        listed = self._listed[path]
        content = listed.place.read_bytes()
        if hashlib.sha256(content).hexdigest() != listed.digest:
            raise OSError(f"{listed.place} was changed after the benchmark was loaded")
        return File(content, listed.executable)

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed.keys() | self._written.keys())

    def __len__(self) -> int:
        return len(self._listed.keys() | self._written.keys())

    def __repr__(self) -> str:
        return f"Context({len(self)} files)"


def read_context(folder: Path | None, *, dockerfile: str, below: str = "") -> Context:
    """What Docker would get of a folder, `below` a prefix, with this Dockerfile at its top.

    Raises Unusable where it holds a link.
    """
    listed = {}
    for path in sorted(_included(folder)) if folder else ():
        place = path.absolute()
        if place.is_symlink():
            raise Unusable(f"{place} is a link, which is not supported in what an image is made of")
        if folder and place.is_file():
            digest = hashlib.sha256(place.read_bytes()).hexdigest()
            executable = bool(place.stat().st_mode & 0o100)
            name = f"{below}{path.relative_to(folder)}"
            listed[name] = _Listed(place, digest, executable)
    return Context(listed, {"Dockerfile": File(dockerfile.encode())})


def _included(folder: Path) -> list[Path]:
    """What of a folder is in the context: its .dockerignore is the client's to follow."""
    ignore = folder / _IGNORE
    if not ignore.is_file():
        return list(folder.rglob("*"))
    from docker.utils.build import exclude_paths

    lines = (line.strip() for line in ignore.read_text("utf-8", errors="replace").splitlines())
    patterns = [line for line in lines if line and not line.startswith("#")]
    return [folder / path for path in exclude_paths(str(folder), patterns)]
