"""Folders that git takes for a repository, with settings that it obeys, though none is `.git`.

With `HEAD`, `objects` and `refs` in it a folder is a bare repository to whoever runs git there, and
its `config` names programs.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

_NEEDED = (frozenset({"head", "objects", "refs"}), frozenset({"head", "commondir"}))


def as_any_system_reads(name: str) -> str:
    """Systems are there that see no difference between upper and lower case, or drop an end."""
    return name.lower().rstrip(". ")


def is_repository(names: Iterable[str]) -> bool:
    """Whether a folder that holds these is one to git."""
    seen = {as_any_system_reads(name) for name in names}
    return any(needed <= seen for needed in _NEEDED)


def above(folder: Path) -> Path | None:
    """The folder, or one that holds it, whose settings git would read there instead of `.git`'s."""
    for place in (folder, *folder.parents):
        names = _names(place)
        if ".git" in names:
            return None
        if is_repository(names):
            return place
    return None


def inside(folder: Path, new: Iterable[str]) -> Mapping[str, str]:
    """Of files to come below a folder, those in what would be a repository then: name -> which."""
    names = sorted(new)
    children: dict[str, set[str]] = {}
    for name in names:
        parts = name.split("/")
        for depth, part in enumerate(parts):
            children.setdefault("/".join(parts[:depth]), set()).add(part)
    found = [each for each in children if _will_be_one(folder / each, children[each])]
    return {name: each for each in found for name in names if f"/{name}".startswith(_start(each))}


def _will_be_one(folder: Path, new: set[str]) -> bool:
    there = _names(folder)
    return ".git" not in there and is_repository({*there, *new})


def _start(folder: str) -> str:
    return f"/{folder}/" if folder else "/"


def _names(folder: Path) -> set[str]:
    with suppress(OSError):
        return {each.name for each in folder.iterdir()}
    return set()
