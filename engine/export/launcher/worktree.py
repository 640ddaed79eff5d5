"""The repository: what of it the agent is given, what came of that, and how it gets back.

The agent works on a copy, which is hostile once it has run: it is read link by link and name by
name, and git never runs in it.
"""

import hashlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import disguised
from .words import Trouble, plain

MAX_FILES = 100_000
MAX_BYTES = 2 * 1024**3
MAX_CHANGED_FILES = 2000
MAX_CHANGED_BYTES = 64 * 1024**2

_GIT_SECONDS = 60
_ENVIRONMENT = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
_SETTINGS = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "safe.bareRepository=explicit")
_OPTIONS = tuple(word for setting in _SETTINGS for word in ("-c", setting))
_NOT_OURS = frozenset({".git", ".hg", ".svn"})
_CACHES = frozenset({"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"})


@dataclass(frozen=True)
class Kept:
    """A file as the agent was given it."""

    size: int
    digest: str
    executable: bool


@dataclass(frozen=True)
class Change:
    """What became of one file; None: there is none."""

    before: bytes | None
    after: bytes | None
    was_executable: bool = False
    is_executable: bool = False


@dataclass(frozen=True)
class Outcome:
    """What the agent did to its copy."""

    changes: Mapping[str, Change]
    left_out: Mapping[str, str]
    """Name -> why it will not be taken."""


class Worktree:
    """A folder of the user's. Raises Trouble where it cannot be worked on."""

    def __init__(self, folder: Path) -> None:
        folder = folder.absolute()
        if not folder.is_dir():
            raise Trouble(f"{folder} is no folder: give a repository with --repo.")
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise Trouble(f"{folder} cannot be written: nothing could be changed there.")
        self.folder = folder.resolve()
        if found := disguised.above(self.folder):
            raise Trouble(
                f"{plain(str(found))} looks like a bare git repository, whose settings would be "
                "obeyed: give a working tree with --repo."
            )
        self.is_git = self._git("rev-parse", "--is-inside-work-tree") == b"true\n"
        self._given: dict[str, Kept] = {}
        self._originals = Path()
        self._links: set[str] = set()

    def uncommitted(self) -> int:
        """How many files under git differ from what was committed."""
        said = self._git("status", "--porcelain", "-z", "--untracked-files=no", "--", ".")
        return len([each for each in (said or b"").split(b"\0") if each])

    # -- to the agent

    def copy(self, target: Path, originals: Path) -> None:
        """Give the agent the files: those that git knows or would add, or all where there is none.

        What git ignores stays here, secrets such as `.env` among it. `originals`: an empty folder
        for a second copy, which the agent never sees.
        """
        self._originals = originals
        files, left = 0, MAX_BYTES
        for name in self._names():
            source, place = self.folder / name, target / name
            mode = source.lstat().st_mode if os.path.lexists(source) else 0
            if not (stat.S_ISREG(mode) or stat.S_ISLNK(mode)):
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            files += 1
            if stat.S_ISLNK(mode):
                place.symlink_to(source.readlink())
                self._links.add(name)
                continue
            content = _read(source)
            left -= len(content)
            if files > MAX_FILES or left < 0:
                raise Trouble(
                    f"{self.folder} is too large: more than {MAX_FILES} files or "
                    f"{MAX_BYTES // 1024**3} GiB. Give a folder of it with --repo."
                )
            place.write_bytes(content)
            place.chmod(0o755 if mode & stat.S_IXUSR else 0o644)
            (originals / name).parent.mkdir(parents=True, exist_ok=True)
            (originals / name).write_bytes(content)
            self._given[name] = Kept(len(content), _digest(content), bool(mode & stat.S_IXUSR))

    def _names(self) -> Iterable[str]:
        if not self.is_git:
            return [name for name, _ in _walk(self.folder, _NOT_OURS | _CACHES)]
        said = self._git("ls-files", "-z", "--cached", "--others", "--exclude-standard")
        if said is None:
            raise Trouble(f"git cannot list the files of {self.folder}.")
        names = {os.fsdecode(each) for each in said.split(b"\0") if each}
        return sorted(name for name in names if not _CACHES.intersection(name.split("/")))

    # -- from the agent

    def compare(self, copy: Path) -> Outcome:
        """What the agent did. Only to be asked once nothing of it runs any more."""
        changes: dict[str, Change] = {}
        left_out: dict[str, str] = {}
        seen: set[str] = set()
        left = MAX_CHANGED_BYTES
        for name, mode in _walk(copy, _CACHES):
            seen.add(name)
            if stat.S_ISLNK(mode) and name in self._links:
                continue
            change = self._change(name, copy / name, mode, left) if stat.S_ISREG(mode) else None
            if change is None and stat.S_ISREG(mode):
                continue
            why = _refusal(name, mode)
            if change is None or why:
                left_out[name] = why
                continue
            changes[name] = change
            left -= len(change.after or b"")
            if len(changes) + len(left_out) > MAX_CHANGED_FILES:
                raise Trouble("The agent changed more than can be taken. Nothing was changed.")
        for name in sorted(self._given.keys() - seen):
            changes[name] = Change(self._original(name), None, self._given[name].executable)
        left_out.update(dict.fromkeys(sorted(self._links - seen), "a link was removed"))
        changes = self._without_ignored(changes)
        written = [name for name, change in changes.items() if change.after is not None]
        for name, where in disguised.inside(self.folder, written).items():
            del changes[name]
            left_out[name] = f"git would take {where or 'the folder'} for a repository of its own"
        return Outcome(changes, left_out)

    def _change(self, name: str, place: Path, mode: int, left: int) -> Change | None:
        known = self._given.get(name)
        executable = bool(mode & stat.S_IXUSR)
        if not mode & stat.S_IRUSR:
            place.chmod(0o600)
        size = place.lstat().st_size
        if known and known.size == size and known.digest == _digest(_read(place)):
            if known.executable == executable:
                return None
        elif size > left:
            raise Trouble("The agent changed more than can be taken. Nothing was changed.")
        before = self._original(name) if known else None
        return Change(before, _read(place), known is not None and known.executable, executable)

    def _original(self, name: str) -> bytes:
        return _read(self._originals / name)

    def _without_ignored(self, changes: Mapping[str, Change]) -> dict[str, Change]:
        """What git would not take anyway is left behind: what builds and tests leave."""
        new = [name for name, change in changes.items() if change.before is None]
        ignored: set[str] = set()
        if self.is_git and new:
            names = b"\0".join(map(os.fsencode, new)) + b"\0"
            said = self._git("check-ignore", "-z", "--stdin", input=names, also=1)
            ignored = {os.fsdecode(each) for each in (said or b"").split(b"\0")}
        return {name: change for name, change in sorted(changes.items()) if name not in ignored}

    def _git(self, *words: str, input: bytes = b"", also: int = 0) -> bytes | None:
        """What git says of the user's own folder; None where it fails.

        `also`: another status that is fine.
        """
        command = ["git", *_OPTIONS, *words]
        try:
            completed = subprocess.run(
                command,
                cwd=self.folder,
                input=input,
                capture_output=True,
                timeout=_GIT_SECONDS,
                check=False,
                env={**os.environ, **_ENVIRONMENT},
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return completed.stdout if completed.returncode in (0, also) else None


def _refusal(name: str, mode: int) -> str:
    """Why a file in the copy is not taken, or ""."""
    parts = [disguised.as_any_system_reads(part) for part in name.split("/")]
    if any(part in _NOT_OURS or part.startswith("git~") for part in parts):
        return "it belongs to the version control"
    if stat.S_ISLNK(mode):
        return "it is a link"
    if not stat.S_ISREG(mode):
        return "it is no file"
    if not name.isprintable() or "\\" in name:
        return "its name has a character that is not allowed"
    return ""


def _walk(top: Path, skipped: frozenset[str]) -> Iterator[tuple[str, int]]:
    """(name, mode) of all that is no folder; no link is followed."""
    pending, count = [""], 0
    while pending:
        prefix = pending.pop()
        folder = top / prefix
        if folder.stat().st_mode & 0o700 != 0o700:
            # The agent may have taken away what it had been given.
            folder.chmod(0o700)
        for entry in sorted(os.scandir(folder), key=lambda each: each.name):
            count += 1
            if count > 2 * MAX_FILES:
                raise Trouble(f"There are more than {2 * MAX_FILES} files and folders.")
            if entry.name in skipped:
                continue
            mode = entry.stat(follow_symlinks=False).st_mode
            if stat.S_ISDIR(mode):
                pending.append(f"{prefix}{entry.name}/")
            else:
                yield f"{prefix}{entry.name}", mode


def _read(place: Path) -> bytes:
    """A regular file's content. Raises Trouble."""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()
    except OSError as error:
        raise Trouble(f"{plain(str(place))} cannot be read: {error.strerror}.") from error


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def remove(folder: Path) -> None:
    """Delete a folder of ours, whatever the agent did to its permissions."""
    for place, folders, _ in os.walk(folder):
        for name in folders:
            inner = Path(place, name)
            if not inner.is_symlink():
                inner.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
