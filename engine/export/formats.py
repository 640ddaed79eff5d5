"""A package as a wheel, a source distribution, a folder, a git repository or an image.

The same agent with the same record gives the same bytes, and in git the same commit ids.
"""

import gzip
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from archive.repository import Repository
from archive.store import Archive
from engine.configuration import InvalidConfiguration
from engine.export.backend import make_wheel
from engine.export.package import AGENT, Package

_BRANCH = "main"


class Format(StrEnum):
    """What an agent can be exported as."""

    WHEEL = "wheel"
    SDIST = "sdist"
    DIR = "dir"
    GIT = "git"
    IMAGE = "image"


def write_package(package: Package, archive: Archive, out: Path, kind: Format) -> Path:
    """Write it below `out`; where. It appears complete or not at all, and replaces nothing.

    Raises InvalidConfiguration where something else is in its place.
    """
    match kind:
        case Format.WHEEL:
            name = f"{package.stem}-py3-none-any.whl"
            return _write_file(out / name, make_wheel(package.files))
        case Format.SDIST:
            return _write_file(out / f"{package.stem}.tar.gz", _as_tar(package))
        case Format.DIR:
            return _write_folder(
                out / package.stem,
                lambda made: _write_files(package.files, made),
                lambda there: _read_files(there) == package.files,
            )
        case Format.GIT:
            return _write_folder(
                out / f"{package.name}.git",
                lambda made: _write_git(package, archive, made),
                lambda there: _same_git(package, archive, there),
            )
        case Format.IMAGE:
            raise ValueError("an image is no file: engine.export.image makes one")


def _as_tar(package: Package) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in package.files.items():
            entry = tarfile.TarInfo(f"{package.stem}/{name}")
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), mtime=0)


def _write_file(place: Path, content: bytes) -> Path:
    if place.exists():
        if not place.is_file() or place.read_bytes() != content:
            raise _other(place)
        return place
    with _making(place) as made:
        made.write_bytes(content)
    return place


def _write_folder(
    place: Path, write: Callable[[Path], object], is_same: Callable[[Path], bool]
) -> Path:
    if place.exists():
        if not place.is_dir() or not is_same(place):
            raise _other(place)
        return place
    with _making(place) as made:
        write(made)
    return place


@contextmanager
def _making(place: Path) -> Iterator[Path]:
    """Something beside a place that is moved there once it is complete."""
    place.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.making-"))
    try:
        yield folder / place.name
        os.rename(folder / place.name, place)  # noqa: PTH104
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _other(place: Path) -> InvalidConfiguration:
    return InvalidConfiguration(
        f"{place} exists already and is another: remove it, or give another folder with -o."
    )


def _write_files(files: Mapping[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o644)


def _read_files(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def _write_git(package: Package, archive: Archive, folder: Path) -> str:
    """A bare repository: a commit for each agent of the line, then one for all around the last.

    The id of the last commit.
    """
    repository = Repository.create(folder, branch=_BRANCH)
    parent: str | None = None
    ref = f"refs/heads/{_BRANCH}"
    for each in package.provenance.line:
        agent = each.agent
        files = {
            f"{package.module}/{AGENT}/{path}": content
            for path, content in archive.source(agent.id).items()
        }
        message = f"agent {agent.id}\n\nCommit {agent.commit} of run {package.provenance.run}.\n"
        said = f"\n{each.notes.strip()}\n" if each.notes.strip() else ""
        parent, _ = repository.commit_to(
            ref, files, parent=parent, message=message + said, at=agent.born_at
        )
    commit, _ = repository.commit_to(
        ref,
        package.files,
        parent=parent,
        message=f"{package.name} {package.version}: command and record\n",
        at=package.provenance.agent.born_at,
    )
    return commit


def _same_git(package: Package, archive: Archive, folder: Path) -> bool:
    """Whether a repository is at the commit that would be written."""
    found = folder / "refs" / "heads" / _BRANCH
    if not found.is_file():
        return False
    with tempfile.TemporaryDirectory() as place:
        return found.read_text().strip() == _write_git(package, archive, Path(place, "again"))
