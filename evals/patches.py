"""What changed between two states of a folder, as data and as a unified diff."""

import difflib
from collections.abc import Iterator

from evals.benchmark import Patch
from sandbox.files import File, Files


def compare(before: Files, after: Files) -> Patch:
    """The patch that turns `before` into `after`."""
    changes = tuple(
        (path, after.get(path))
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
    )
    text = "".join(line for path, file in changes for line in _diff(path, before.get(path), file))
    return Patch(changes, text)


def _diff(path: str, before: File | None, after: File | None) -> Iterator[str]:
    yield f"diff --git a/{path} b/{path}\n"
    if before and after and before.executable != after.executable:
        yield f"old mode {_mode(before)}\nnew mode {_mode(after)}\n"
    elif before is None and after is not None:
        yield f"new file mode {_mode(after)}\n"
    elif before is not None and after is None:
        yield f"deleted file mode {_mode(before)}\n"
    yield from _hunks(path, before, after)


def _mode(file: File) -> str:
    return "100755" if file.executable else "100644"


def _hunks(path: str, before: File | None, after: File | None) -> Iterator[str]:
    try:
        old, new = _lines(before), _lines(after)
    except UnicodeDecodeError:
        yield "Binary files differ\n"
        return
    names = (f"a/{path}" if before else "/dev/null", f"b/{path}" if after else "/dev/null")
    for line in difflib.unified_diff(old, new, *names):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(file: File | None) -> list[str]:
    return file.content.decode().splitlines(keepends=True) if file else []
