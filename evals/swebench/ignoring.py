"""Which files of a repository git would leave out, found out without running git in it."""

import struct
import tempfile
from collections.abc import Collection
from pathlib import Path

from evals.patches import run_git
from sandbox.files import Files

_HEADER = struct.Struct(">4sLL")
_ENTRY_BYTES, _MODE, _FLAGS, _EXTENDED = 62, 24, 60, 0x4000


def ignored(paths: Collection[str], original: Files) -> frozenset[str]:
    """Those of the paths that the `.gitignore` files of the original tree leave out."""
    rules = [path for path in original if path.rpartition("/")[2] == ".gitignore"]
    if not rules or not paths:
        return frozenset()
    with tempfile.TemporaryDirectory(prefix="hgm-ignoring-") as folder:
        run_git(folder, "init", "--quiet", "--template=", ".", bare=False)
        for path in rules:
            if not original[path].link:
                place = Path(folder) / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(original[path].content)
        # A file may be named as if it were a pattern, ":(x)"; this command knows no literal ones.
        asked = "".join(f"./{path}\0" for path in paths).encode()
        words = ["check-ignore", "--no-index", "--stdin", "-z"]
        said = run_git(folder, *words, content=asked, fine=(0, 1), bare=False)
    return frozenset(path.removeprefix("./") for path in said.decode().split("\0") if path)


def indexed(index: bytes) -> dict[str, bool]:
    """Path -> whether it is executable, for all in a git index of version 2 or 3; nothing where it
    is none that can be read.

    Bytes that an agent may have written: it can only hide or show changes of its own.
    """
    if len(index) < _HEADER.size:
        return {}
    magic, version, count = _HEADER.unpack_from(index)
    if magic != b"DIRC" or version not in (2, 3):
        return {}
    found, place = {}, _HEADER.size
    for _ in range(count):
        if place + _ENTRY_BYTES > len(index):
            return {}
        (mode,) = struct.unpack_from(">L", index, place + _MODE)
        (flags,) = struct.unpack_from(">H", index, place + _FLAGS)
        start = place + _ENTRY_BYTES + (2 if flags & _EXTENDED else 0)
        end = index.find(b"\0", start)
        if end < 0:
            return {}
        found[index[start:end].decode(errors="replace")] = bool(mode & 0o100)
        # Entries are padded with one to eight zeros to a multiple of eight.
        place += (end - place) // 8 * 8 + 8
    return found
