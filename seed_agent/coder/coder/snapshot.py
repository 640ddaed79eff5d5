"""What changed in a folder, without git: it may not be there, or not to be trusted."""

import difflib
import os
from pathlib import Path

MOST_FILE = 256 * 1024
MOST_BYTES = 64 * 1024**2
SKIPPED = {".git", ".hg", "__pycache__", "node_modules"}


class Snapshot:
    """A folder's files as they are now."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self._marks, self._contents = {}, {}
        left = MOST_BYTES
        for path, mark in self._files():
            self._marks[path] = mark
            if mark[1] <= min(MOST_FILE, left):
                left -= mark[1]
                self._contents[path] = path.read_bytes()

    def changes(self):
        """{name: (before, after)} of what is different by now: bytes, None where there is no file,
        "large" where it is not known."""
        now, found = dict(self._files()), {}
        for path in sorted(self._marks.keys() | now.keys()):
            if self._marks.get(path) == now.get(path):
                continue
            before = self._contents.get(path, "large") if path in self._marks else None
            after = None
            if path in now:
                after = path.read_bytes() if now[path][1] <= MOST_FILE else "large"
            if before != after or before == "large":
                found[str(path.relative_to(self.folder))] = (before, after)
        return found

    def diff(self):
        """The changes as a unified diff, for reading."""
        return "".join(
            _difference(name, before, after) for name, (before, after) in self.changes().items()
        )

    def _files(self):
        """(path, mark) of every file; the mark differs when the file does."""
        for top, folders, files in os.walk(self.folder):
            folders[:] = sorted(set(folders) - SKIPPED)
            for name in sorted(files):
                path = Path(top, name)
                if path.is_file() and not path.is_symlink() and os.access(path, os.R_OK):
                    status = path.stat()
                    yield path, (status.st_mtime_ns, status.st_size, status.st_ino)


def _difference(name, before, after):
    if "large" in (before, after):
        return f"{name}: changed, and too large to show\n"
    if b"\0" in (before or b"") + (after or b""):
        return f"{name}: changed, and not text\n"
    old = "/dev/null" if before is None else f"a/{name}"
    new = "/dev/null" if after is None else f"b/{name}"
    lines = list(difflib.unified_diff(_lines(before), _lines(after), old, new))
    return "".join(lines) or f"--- {old}\n+++ {new}\n(an empty file)\n"


def _lines(content):
    text = (content or b"").decode(errors="replace")
    return [line + "\n" for line in text.removesuffix("\n").split("\n")] if text else []
