"""What changed between two states of a folder, as data and as git writes it."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from pathlib import Path

from evals.benchmark import Change, Patch
from sandbox.files import File, Files
from sandbox.folder import copy_out, size_of
from sandbox.interface import UnsafeContent

_GIT_SECONDS = 300
# What a text may unpack to is no matter of its length.
_BOUNDED = ("prlimit", f"--as={2 * 1024**3}", f"--fsize={256 * 1024**2}", "--core=0")
_MAX_READ_BYTES, _MAX_READ_FILES = 128 * 1024**2, 10_000
# Nobody's settings: a patch is the same on every machine.
_ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "LC_ALL": "C",
}


def compare(
    before: Files,
    after: Files,
    *,
    paths: Iterable[str] | None = None,
    max_bytes: int | None = None,
    see: Callable[[Change], Change] = lambda change: change,
) -> Patch:
    """The patch that turns `before` into `after`, in the given paths only if there are any.

    `see` may correct what each file is taken for. Files that are the same are read one by one and
    not kept. Raises UnsafeContent where what changed holds more than `max_bytes`, before and after
    and the paths in the text together, before it is all read.
    """
    left = max_bytes
    found = []
    for path in sorted(before.keys() | after.keys() if paths is None else paths):
        sizes = [size_of(files, path) for files in (before, after) if path in files]
        differs = len(set(sizes)) + (len(sizes) == 1) > 1
        # The head of a diff names a file twice, and then each side that is there once.
        size = sum(sizes) + 2 * len(path.encode())
        if left is not None and differs and size > left:
            raise UnsafeContent(f"what changed holds more than {max_bytes} bytes")
        change = see(Change(path, before.get(path), after.get(path)))
        if change.before != change.after:
            found.append(change)
            left = None if left is None else left - size
    if left is not None and left < 0:
        raise UnsafeContent(f"what changed holds more than {max_bytes} bytes")
    return as_patch(found)


def as_patch(changes: Iterable[Change]) -> Patch:
    """Changes with their text."""
    kept = tuple(changes)
    plain = [change for change in kept if _is_text(change)]
    rest = [change for change in kept if not _is_text(change)]
    return Patch(kept, _diff(plain) + _diff(rest, attributes="* -diff\n"))


def _is_text(change: Change) -> bool:
    """Whether the change can be shown in UTF-8."""
    try:
        for file in (change.before, change.after):
            (file.content if file else b"").decode()
    except UnicodeDecodeError:
        return False
    return True


def _diff(changes: Sequence[Change], *, attributes: str = "") -> str:
    """What `git diff --binary` says of them, in a repository that holds nothing else."""
    if not changes:
        return ""
    with tempfile.TemporaryDirectory(prefix="hgm-diff-") as folder:
        run_git(folder, "init", "--quiet", "--bare", "--template=", ".")
        run_git(folder, "fast-import", "--quiet", content=b"".join(_stream(changes)))
        (Path(folder) / "info").mkdir(exist_ok=True)
        (Path(folder) / "info" / "attributes").write_text(attributes)
        words = ["--binary", "--full-index", "-M", "--no-ext-diff", "--no-textconv", "--no-color"]
        return run_git(folder, "diff", *words, "before", "after").decode()


def _stream(changes: Sequence[Change]) -> Iterator[bytes]:
    """Two commits, as fast-import reads them."""
    for side in ("before", "after"):
        yield f"commit refs/heads/{side}\ncommitter hgm <> 0 +0000\ndata 0\n".encode()
        for change in changes:
            file: File | None = getattr(change, side)
            if file is not None:
                path = change.path.replace("\\", "\\\\").replace('"', '\\"')
                yield f'M {_mode(file)} inline "{path}"\ndata {len(file.content)}\n'.encode()
                yield file.content + b"\n"


def _mode(file: File) -> str:
    if file.link:
        return "120000"
    return "100755" if file.executable else "100644"


class GitFailed(OSError):
    """Git did not do what it was asked to; the message says what it said."""


def run_git(
    folder: str, *words: str, content: bytes = b"", fine: Container[int] = (0,), bare: bool = True
) -> bytes:
    """What git says in a repository of ours, with nobody's settings; `fine` are its good endings.

    Raises GitFailed.
    """
    completed = subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**_ENVIRONMENT, "GIT_DIR": folder if bare else f"{folder}/.git"},
        input=content,
        capture_output=True,
        timeout=_GIT_SECONDS,
        check=False,
    )
    if completed.returncode not in fine:
        said = completed.stderr.decode(errors="replace").strip()
        raise GitFailed(f"git {words[0]} failed: {said}")
    return completed.stdout


_NAMING = re.compile(
    r"^(?:diff --git|---|\+\+\+|\*\*\*|rename (?:from|to)|copy (?:from|to)|Index:) .*",
    re.MULTILINE | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\(?:([0-3][0-7]{2})|(.))")
_OF_GIT = re.compile(r"(?<![^/\s\"])\.git(?:/|\s|\"|$)", re.IGNORECASE)


def reaches_git(text: str) -> bool:
    """Whether a patch names git's own folder, whose settings can run commands."""
    return any(_OF_GIT.search(_unquoted(line)) for line in _NAMING.findall(text))


def _unquoted(line: str) -> str:
    """A line with the letters that its names in quotes give by their octal codes."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 8)) if found[1] else found[2], line)


class UnusablePatch(Exception):
    """A patch's text is none, or does not apply; the message says what git made of it."""


def read_patch(text: str, before: Files) -> Patch:
    """What a text changes in those files. Raises UnusablePatch."""
    with tempfile.TemporaryDirectory(prefix="hgm-apply-") as name:
        folder = Path(name)
        for path, file in before.items():
            _write(folder / path, file)
        try:
            _apply(text.encode(errors="surrogateescape"), folder)
            after = copy_out(
                folder.parent,
                folder.name,
                max_bytes=sum(size_of(before, path) for path in before) + _MAX_READ_BYTES,
                max_files=len(before) + _MAX_READ_FILES,
                links=True,
            )
            return compare(before, after, max_bytes=_MAX_READ_BYTES)
        except (UnsafeContent, UnicodeEncodeError, subprocess.TimeoutExpired) as error:
            raise UnusablePatch(str(error)) from error


def _apply(text: bytes, folder: Path) -> None:
    """Have git change a folder of ours. Raises UnusablePatch."""
    completed = subprocess.run(
        [*_BOUNDED, "git", "apply", "--whitespace=nowarn", "-"],
        cwd=folder,
        env={**_ENVIRONMENT, "GIT_CEILING_DIRECTORIES": str(folder.parent)},
        input=text,
        capture_output=True,
        timeout=_GIT_SECONDS,
        check=False,
    )
    if completed.returncode:
        said = completed.stderr.decode(errors="replace").strip()
        raise UnusablePatch(said or f"git apply ended with {completed.returncode}")


def _write(place: Path, file: File) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if file.link:
        place.symlink_to(os.fsdecode(file.content))
    else:
        place.write_bytes(file.content)
        place.chmod(0o755 if file.executable else 0o644)
