"""Looking at files and changing them exactly."""

import ast
import difflib
import os
import shutil
import tempfile
import warnings
from pathlib import Path

MOST_LINES = 300
MOST_BYTES = 4 * 1024**2
AROUND = 3
NEAR = 0.6
SEARCHED_LINES, SEARCHED_CHARACTERS = 4000, 2000


class EditError(Exception):
    """What cannot be done, said so that the model can do it right."""


def view(path, start=1, end=None):
    """Lines of a file with their numbers, or the names in a folder."""
    if path.is_dir():
        return (
            "\n".join(
                sorted(f"{each.name}/" if each.is_dir() else each.name for each in path.iterdir())
            )
            or "(empty)"
        )
    lines = _lines(_read(path))
    start = max(1, start)
    end = min(end or len(lines), start + MOST_LINES - 1, len(lines))
    return f"{_numbered(lines, start, end)}[lines {start} to {end} of {len(lines)}]"


def write(path, content):
    """Make a file or replace all of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, content)
    return f"{path} was written.{_doubt(path, content)}"


def edit(path, old, new):
    """Put `new` in the place of `old`, which must occur exactly once."""
    text = _read(path)
    if not old:
        raise EditError("`old` is empty: use write for a new file.")
    if old not in text and "\r\n" in text:
        old, new = (each.replace("\r\n", "\n").replace("\n", "\r\n") for each in (old, new))
    if old == new:
        raise EditError("`old` and `new` are the same.")
    count = text.count(old)
    if count == 0:
        raise EditError(f"`old` does not occur in {path}.{_nearest(text, old)}")
    if count > 1:
        places = [line for line, _ in _places(text, old)]
        raise EditError(
            f"`old` occurs {count} times in {path}, from lines {places}: give more of what is around it."
        )
    changed = text.replace(old, new)
    _replace(path, changed)
    line = text[: text.index(old)].count("\n") + 1
    shown = _numbered(_lines(changed), line - AROUND, line + new.count("\n") + AROUND)
    return f"{path} was changed. It now says:\n{shown.rstrip()}{_doubt(path, changed)}"


def _numbered(lines, start, end):
    start, end = max(1, start), min(end, len(lines))
    return "".join(f"{number:5} {lines[number - 1]}\n" for number in range(start, end + 1))


def _lines(text):
    """As an editor counts them: only line ends end a line."""
    return text.removesuffix("\n").replace("\r\n", "\n").split("\n") if text else []


def _places(text, old):
    """(line, offset) of the first ten occurrences."""
    found, offset = [], text.find(old)
    while offset >= 0 and len(found) < 10:
        found.append((text.count("\n", 0, offset) + 1, offset))
        offset = text.find(old, offset + len(old))
    return found


def _doubt(path, text):
    """A word of warning where Python cannot read what is there now."""
    if path.suffix != ".py":
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text.encode("utf-8", "surrogateescape"))
    except (SyntaxError, ValueError) as error:
        return f"\n[But Python cannot read the file now: {error}.]"
    return ""


def _nearest(text, old):
    """The lines that are most like `old`."""
    lines, wanted = _lines(text)[:SEARCHED_LINES], _lines(old[:SEARCHED_CHARACTERS])
    best, place = NEAR, None
    matcher = difflib.SequenceMatcher(None, b="\n".join(wanted), autojunk=False)
    for start in range(max(1, len(lines) - len(wanted) + 1)):
        matcher.set_seq1("\n".join(lines[start : start + len(wanted)]))
        if (
            matcher.real_quick_ratio() > best
            and matcher.quick_ratio() > best
            and matcher.ratio() > best
        ):
            best, place = matcher.ratio(), start
    if place is None:
        return " View the file first."
    shown = "\n".join(lines[place : place + len(wanted)])
    return f" Most like it, but not the same, are the lines from {place + 1}:\n{shown}"


def _read(path):
    if not path.is_file():
        raise EditError(f"{path} is no file." if path.exists() else f"{path} does not exist.")
    if path.stat().st_size > MOST_BYTES:
        raise EditError(f"{path} is too large: use the shell.")
    return path.read_bytes().decode("utf-8", "surrogateescape")


def _replace(path, text):
    """Write a file whole or not at all; its mode stays, and a link stays a link."""
    path = Path(os.path.realpath(path))
    content = text.encode("utf-8", "surrogateescape")
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".coder-", delete=False) as file:
        file.write(content)
    try:
        if path.exists():
            shutil.copymode(path, file.name)
        else:
            os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError:
        os.unlink(file.name)
        raise
