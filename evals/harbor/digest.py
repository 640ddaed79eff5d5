"""The digest by which Harbor's data sets pin a task."""

import hashlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

_FILES = ("task.toml", "instruction.md", "README.md", "trajectory.json")
_FOLDERS = ("environment", "tests", "solution", "steps")
_IGNORED = (".harborignore", "*.pyc", ".DS_Store", "*.swp", "*.swo", "*~")


def content_digest(folder: Path) -> str:
    """`sha256:` and the digest of what Harbor publishes of a task: one line for every file.

    As harbor 0.25.0 computes it for a folder without .gitignore and .harborignore files; those are
    not followed.
    """
    digest = hashlib.sha256()
    for path in sorted(map(str, _published(folder))):
        content = hashlib.sha256((folder / path).read_bytes()).hexdigest()
        digest.update(f"{path}\0{content}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def _published(folder: Path) -> Iterator[PurePosixPath]:
    for place in (folder / name for name in _FILES):
        if place.is_file():
            yield PurePosixPath(place.name)
    for top in (folder / name for name in _FOLDERS):
        for place in top.rglob("*"):
            path = PurePosixPath(place.relative_to(folder))
            if place.is_file() and not _is_ignored(path):
                yield path


def _is_ignored(path: PurePosixPath) -> bool:
    if "__pycache__" in path.parts[:-1]:
        return True
    return any(fnmatchcase(part, pattern) for part in path.parts for pattern in _IGNORED)
