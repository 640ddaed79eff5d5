"""Dockerfiles so plain that no image is needed to honour them."""

import shlex
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evals.benchmark import InvalidBenchmark
from sandbox.files import File


@dataclass(frozen=True, slots=True)
class PlainEnvironment:
    """What a Dockerfile of nothing but FROM, WORKDIR and COPY leaves in its working directory."""

    workdir: str
    files: dict[str, File]
    """Relative to `workdir`."""


def read_plain_dockerfile(path: Path) -> PlainEnvironment | None:
    """The environment that `path` describes, or None where it takes more than copying files."""
    workdir: PurePosixPath | None = None
    copies: list[list[str]] = []
    for line in _instructions(path):
        keyword, _, rest = line.partition(" ")
        match keyword.upper():
            case "FROM" if "python" in rest:
                continue
            case "WORKDIR" if workdir is None and rest.startswith("/"):
                workdir = PurePosixPath(rest.strip())
            case "COPY" if not rest.startswith("--"):
                copies.append(shlex.split(rest))
            case _:
                return None
    if workdir is None or any(len(words) != 2 for words in copies):
        return None
    files: dict[str, File] = {}
    for source, target in copies:
        inside = PurePosixPath(target if target.startswith("/") else workdir / target)
        if not inside.is_relative_to(workdir):
            return None
        files |= read_folder(path.parent / source, inside.relative_to(workdir))
    return PlainEnvironment(str(workdir), files)


def _instructions(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def read_folder(folder: Path, below: PurePosixPath | None = None) -> dict[str, File]:
    """Every file of a trusted folder of the user's, keyed by its path, under `below` if given.

    Raises InvalidBenchmark where the folder is missing or holds a link: what a link points to is
    not part of the benchmark's fingerprint.
    """
    if not folder.is_dir():
        raise InvalidBenchmark(f"{folder} is not a folder.")
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise InvalidBenchmark(f"{path} is a link; put the file itself there.")
        if path.is_file() and "__pycache__" not in path.parts:
            executable = bool(path.stat().st_mode & 0o100)
            files[str((below or PurePosixPath()) / path.relative_to(folder))] = File(
                path.read_bytes(), executable
            )
    return files
