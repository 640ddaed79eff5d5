"""What a Dockerfile says without being built."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from evals.benchmark import InvalidBenchmark
from sandbox.files import File

_CONTINUED = re.compile(r"\\[ \t]*\n(?:[ \t]*(?:#.*)?\n)*")


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
    for keyword, rest in _instructions(path):
        match keyword:
            case "FROM" if "python" in rest:
                continue
            case "WORKDIR" if workdir is None and rest.startswith("/"):
                workdir = PurePosixPath(rest)
            case "COPY" if not rest.startswith(("--", "[")):
                copies.append(shlex.split(rest))
            case _:
                return None
    if workdir is None or any(len(words) != 2 for words in copies):
        return None
    files: dict[str, File] = {}
    for source, target in copies:
        inside = PurePosixPath(target if target.startswith("/") else workdir / target)
        if not inside.is_relative_to(workdir) or (path.parent / source).is_file():
            return None
        files |= read_folder(path.parent / source, inside.relative_to(workdir))
    return PlainEnvironment(str(workdir), files)


def read_workdir(path: Path) -> str | None:
    """The last stage's working directory; None where only its base image knows."""
    stages: dict[str, PurePosixPath | None] = {}
    workdir: PurePosixPath | None = None
    stage = ""
    for keyword, rest in _instructions(path):
        if keyword == "FROM":
            base, *name = [word for word in rest.split() if not word.startswith("--")]
            workdir = stages.get(base.lower())
            stage = name[-1].lower() if name else ""
        elif keyword == "WORKDIR":
            said = rest.strip("\"'")
            absolute = said.startswith("/")
            workdir = PurePosixPath(said) if absolute else workdir and workdir / said
        stages[stage] = workdir
    return None if workdir is None or "$" in str(workdir) else str(workdir)


def _instructions(path: Path) -> Iterator[tuple[str, str]]:
    """Every instruction's keyword, in capitals, and the rest of its line."""
    for line in _CONTINUED.sub(" ", _text(path)).splitlines():
        keyword, _, rest = line.strip().partition(" ")
        if keyword and not keyword.startswith("#"):
            yield keyword.upper(), rest.strip()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidBenchmark(f"{path} cannot be read as UTF-8 text: {error}.") from error


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
