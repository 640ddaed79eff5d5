"""Changes as a diff, and their way into the user's files: all of them, or none."""

import difflib
import os
import secrets
import signal
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .words import Trouble, plain
from .worktree import Change

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def as_diff(changes: Mapping[str, Change]) -> bytes:
    """In git's format, for people and for `git apply`; of binary files it says only that."""
    return b"".join(_diff(name, change) for name, change in sorted(changes.items()))


def _diff(name: str, change: Change) -> bytes:
    lines = [f"diff --git a/{name} b/{name}\n"]
    old, new = (
        "100755" if each else "100644" for each in (change.was_executable, change.is_executable)
    )
    if change.before is None:
        lines.append(f"new file mode {new}\n")
    elif change.after is None:
        lines.append(f"deleted file mode {old}\n")
    elif old != new:
        lines += [f"old mode {old}\n", f"new mode {new}\n"]
    head = "".join(lines).encode()
    if change.before == change.after:
        return head
    before, after = change.before or b"", change.after or b""
    names = (
        "/dev/null" if change.before is None else f"a/{name}",
        "/dev/null" if change.after is None else f"b/{name}",
    )
    if b"\0" in before + after or not (_is_text(before) and _is_text(after)):
        return head + f"Binary files {names[0]} and {names[1]} differ\n".encode()
    return head + b"".join(_unified(before, after, names))


def _unified(before: bytes, after: bytes, names: tuple[str, str]) -> Iterator[bytes]:
    # Lines as git sees them: what str.splitlines takes for an end of a line is none there.
    old, new = (_lines(text) for text in (before, after))
    for line in difflib.unified_diff(old, new, *names):
        yield line.encode()
        if not line.endswith("\n"):
            yield b"\n\\ No newline at end of file\n"


def _lines(text: bytes) -> list[str]:
    *lines, last = text.decode().split("\n")
    return [f"{line}\n" for line in lines] + [last] * bool(last)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


@dataclass
class _Staged:
    """What is ready to be put in its place."""

    moves: list[tuple[int, str, str]] = field(default_factory=list)
    """(folder, name of the new content, name of the file)."""
    removals: list[tuple[int, str]] = field(default_factory=list)
    folders: dict[tuple[str, ...], int] = field(default_factory=dict)
    made: int = 0
    """How many are in their place."""


def apply(root: Path, changes: Mapping[str, Change]) -> None:
    """Change the user's files. Raises Trouble, and then nothing is changed, or it says how much.

    No link is followed on the way: the folders are opened one below the other.
    """
    staged = _Staged()
    try:
        for name, change in changes.items():
            _stage(root, name, change, staged)
        with _undisturbed():
            _make(staged)
    except OSError as error:
        how_much = f"{staged.made} of {len(changes)} files were" if staged.made else "Nothing was"
        raise Trouble(
            f"{plain(str(error.filename))} cannot be written: {error.strerror}. {how_much} changed."
        ) from error
    finally:
        for folder, made, _ in staged.moves:
            with suppress(FileNotFoundError):
                os.unlink(made, dir_fd=folder)
        for folder in staged.folders.values():
            os.close(folder)


def _make(staged: _Staged) -> None:
    for folder, made, name in staged.moves:
        os.rename(made, name, src_dir_fd=folder, dst_dir_fd=folder)
        staged.made += 1
    for folder, name in staged.removals:
        os.unlink(name, dir_fd=folder)
        staged.made += 1


def _stage(root: Path, name: str, change: Change, staged: _Staged) -> None:
    *above, last = name.split("/")
    folder = _descend(root, above, staged, makes=change.after is not None)
    _check_there(folder, last, name, change.before)
    if change.after is None:
        staged.removals.append((folder, last))
        return
    made = f".hgm-{secrets.token_hex(8)}"
    mode = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(made, mode, 0o666, dir_fd=folder)
    staged.moves.append((folder, made, last))
    with os.fdopen(handle, "wb") as file:
        file.write(change.after)
        if change.before is not None:
            os.fchmod(handle, stat.S_IMODE(os.stat(last, dir_fd=folder).st_mode))
        if change.is_executable != change.was_executable:
            given = stat.S_IMODE(os.fstat(handle).st_mode)
            readers = (given & 0o444) >> 2
            os.fchmod(handle, given | readers if change.is_executable else given & ~0o111)


def _descend(root: Path, above: list[str], staged: _Staged, *, makes: bool) -> int:
    known = staged.folders
    if () not in known:
        known[()] = os.open(root, _FOLDER)
    for depth, part in enumerate(above):
        place, outer = tuple(above[: depth + 1]), known[tuple(above[:depth])]
        if place in known:
            continue
        if makes:
            with suppress(FileExistsError):
                os.mkdir(part, dir_fd=outer)
        known[place] = os.open(part, _FOLDER, dir_fd=outer)
    return known[tuple(above)]


def _check_there(folder: int, last: str, name: str, before: bytes | None) -> None:
    """The file must be as the agent was given it. Raises Trouble."""
    found = None
    with suppress(FileNotFoundError):
        mode = os.stat(last, dir_fd=folder, follow_symlinks=False).st_mode
        found = _content(folder, last) if stat.S_ISREG(mode) else b""
        if not stat.S_ISREG(mode) or found != before:
            what = "was changed by somebody else meanwhile"
            if before is None:
                what = "is there already, and the agent had not been given it"
            raise Trouble(f"{plain(name)} {what}. Nothing was changed.")
    if found is None and before is not None:
        raise Trouble(f"{plain(name)} is gone. Nothing was changed.")


def _content(folder: int, name: str) -> bytes:
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(handle, "rb") as file:
        return file.read()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait until all is done."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
