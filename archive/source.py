"""What may be an agent's source: names that are safe in git and on every disk, bounded sizes."""

import re

from archive.values import Source

MAX_FILES = 2000
MAX_FILE_BYTES = 1024**2
MAX_BYTES = 16 * 1024**2
_MAX_PATH = 512
_MAX_PART = 120

# Plain names only: what git, HFS+ or NTFS could take for ".git" in disguise needs other characters.
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*|\.[a-fh-zA-FH-Z0-9_][A-Za-z0-9_.+-]*|\.gitignore")


class InvalidSource(Exception):
    """Files that cannot be an agent's source; the message says which and why."""


def check_source(source: Source) -> None:
    """Raise InvalidSource unless every path is plain and every bound holds."""
    if not source:
        raise InvalidSource("there is no file in it")
    if len(source) > MAX_FILES:
        raise InvalidSource(f"{len(source)} files are more than {MAX_FILES}")
    total = 0
    for path, content in source.items():
        _check_path(path)
        if len(content) > MAX_FILE_BYTES:
            raise InvalidSource(f"{path!r} has {len(content)} bytes, more than {MAX_FILE_BYTES}")
        total += len(content)
    if total > MAX_BYTES:
        raise InvalidSource(f"{total} bytes in all are more than {MAX_BYTES}")
    _check_folders(source)


def _check_path(path: str) -> None:
    parts = path.split("/")
    plain = all(len(part) <= _MAX_PART and _PART.fullmatch(part) for part in parts)
    if len(path) > _MAX_PATH or not plain:
        raise InvalidSource(f"the name {path[:80]!r} is not allowed")
    if any(part.lower() in ("git~1", "git") for part in parts if part.startswith(".")):
        raise InvalidSource(f"the name {path[:80]!r} is not allowed")


def _check_folders(source: Source) -> None:
    """No file is also a folder, and no two names differ only in case."""
    seen = {path.lower() for path in source}
    if len(seen) != len(source):
        raise InvalidSource("two names differ only in upper and lower case")
    for path in seen:
        _refuse_repository(path, seen)
        parent = path
        while "/" in parent:
            parent = parent.rpartition("/")[0]
            if parent in seen:
                raise InvalidSource(f"{parent!r} is a file and a folder")


def _refuse_repository(path: str, paths: set[str]) -> None:
    """What git would take for a bare repository speaks to whoever runs git there."""
    folder, _, name = path.rpartition("/")
    beside = f"{folder}/" if folder else ""
    if name == "head" and (
        f"{beside}commondir" in paths
        or any(each.startswith((f"{beside}objects/", f"{beside}refs/")) for each in paths)
    ):
        raise InvalidSource(f"{folder or '.'!r} would be a git repository")
