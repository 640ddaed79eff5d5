"""What the agent is told: the commit's message, its issue, or how its tests fail; never the fix."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.mine.choose import Candidate
from evals.mine.paths import is_test
from evals.mine.runs import Found
from sandbox.files import Files

_PERSON = re.compile(r"([a-z]+-)+by: .*|cc: .*|change-id: .*", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|ref(?:s|erences)?|see(?: also)?|related(?: to)?|"
    r"part of|issue|bug|ticket|task|link|pr|pull request|merge request|differential revision|"
    r"reviewed[- ]on|backport(?:ed)? (?:of|from))\s*[:#]?\s*(?:https?://\S+|#?\d+|[A-Z]+-\d+)[.,;\s]*",
    re.IGNORECASE,
)
_PICKED = re.compile(r"\(?cherry[ -]picked from commit.*|git-svn-id:.*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*\((?:#|gh-|pr )\d+\)", re.IGNORECASE)
_CLOSES = re.compile(
    r"\b(?:fix(?:e[sd])?|close[sd]?|resolve[sd]?|refs?)\s+(?:[\w./-]+)?#\d+(?:\s*,\s*#\d+)*[.:,]?\s*",
    re.IGNORECASE,
)
_HASH = re.compile(r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b")
_HUNK = re.compile(r"(diff --git |index [0-9a-f]+\.\.|--- [ab/]|\+\+\+ [ab/]|@@ .*@@)")
_PREFIX = re.compile(
    r"^(?:fix|feat|bug|bugfix|refactor|perf|chore|test|tests|docs|build|ci|style)"
    r"(?:\([^)]*\))?!?:\s*",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"\s*(async\s+def|def|class|fn|func|function)\b")
_DEFINED = re.compile(
    r"(?:\b(?:def|class|fn|func|function)\s+|\b(?=\w+\s*(?::|=(?!=))))([A-Za-z_]\w+)"
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile(r"`+([^`\n]+)`+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*-])")
_EMPTY_WORDS = {
    "a", "add", "adds", "address", "again", "all", "and", "another", "bug", "bugfix", "bugs",
    "change", "changes", "cleanup", "code", "comments", "commit", "done", "feedback", "few", "fix",
    "fixed", "fixes", "fixing", "fixup", "for", "in", "initial", "issue", "issues", "it", "minor",
    "misc", "more", "new", "of", "oops", "patch", "progress", "review", "small", "some", "squash",
    "stuff", "temp", "test", "tests", "the", "things", "tmp", "to", "tweak", "tweaks", "typo",
    "update", "updates", "various", "version", "wip", "work",
}  # fmt: skip
_MIN_WORDS = 3
_SUBSTANCE = 8
_MAX_MESSAGE = 600
_MAX_FAILURES = 5


@dataclass(frozen=True, slots=True)
class Fix:
    """What a statement must not tell."""

    lines: frozenset[str]
    """Lines that the reference adds or removes, without their white space, if they say anything."""
    added: str
    """All that it adds but signatures, without white space."""
    before: str
    """All that the changed files hold before it, without white space."""
    new_words: frozenset[str]
    """Identifiers that exist only with it."""
    interface: tuple[str, ...]
    """Those of them that the tests use: what they are called has to be told."""
    paths: frozenset[str]
    """Files that it changes."""


def read_fix(candidate: Candidate) -> Fix:
    """What the candidate's reference adds."""
    added, removed = [], []
    for line in candidate.reference.text.splitlines():
        if line.startswith("+") and not line.startswith("+++ "):
            added.append(line[1:])
        elif line.startswith("-") and not line.startswith("--- "):
            removed.append(line[1:])
    known = _words(candidate.start)
    tests = _words({path: candidate.end[path] for path in candidate.end if is_test(path)})
    new_words = {word for line in added for word in _WORD.findall(line)} - known
    defined = {word for line in added for word in _DEFINED.findall(line)}
    paths = frozenset(change.path for change in candidate.reference.changes)
    changed = [candidate.start[path] for path in paths if path in candidate.start]
    return Fix(
        lines=frozenset(flat for line in added + removed if _says(flat := _flat(line))),
        added="\n".join(_flat(line) for line in added if not _SIGNATURE.match(line)),
        before="\n".join(_flat(file.content.decode(errors="replace")) for file in changed),
        new_words=frozenset(new_words),
        interface=tuple(sorted(new_words & defined & tests)),
        paths=paths,
    )


def _words(files: Files) -> set[str]:
    """Identifiers in files that are text, and in their names."""
    found: set[str] = set()
    for path, file in files.items():
        found.update(_WORD.findall(path))
        if b"\0" not in file.content[:8192]:
            found.update(_WORD.findall(file.content.decode(errors="replace")))
    return found


def _flat(line: str) -> str:
    return "".join(line.split())


def _says(flat: str) -> bool:
    """Whether a line is more than a bracket or `else:`."""
    return len(flat) >= _SUBSTANCE and bool(re.search(r"[^\w:]", flat))


@dataclass(frozen=True, slots=True)
class Statement:
    """What the agent is told about the problem."""

    text: str
    told_by: str
    """Where it is from: issue, message, tests or model."""


def write_statement(message: str, issue: str | None, fix: Fix, found: Found) -> Statement | None:
    """What is left of the issue or the commit's message; else how the tests fail; else None.

    Both are of people who knew the fix, so whatever quotes it is left out.
    """
    for text, told_by in ((issue or "", "issue"), (message, "message")):
        if _is_enough(told := clean(text, fix)):
            return Statement(_with_names(told, fix), told_by)
    told = clean(_derive(found), fix)
    return Statement(_with_names(told, fix), "tests") if _is_enough(told) else None


def _with_names(told: str, fix: Fix) -> str:
    """A name that tests use is no secret of the fix: without it nobody could meet them."""
    names = [name for name in fix.interface if name not in _WORD.findall(told)]
    return f"{told}\n\n{_say_names(names)}" if names else told


def _say_names(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names)
    return f"What is new has to be called as follows, because tests use it: {listed}."


def _derive(found: Found) -> str:
    """How the tests fail, where nobody has said what is wrong."""
    lines = ["The following tests fail and should pass:", ""]
    shown = found.fail_to_pass[:_MAX_FAILURES]
    lines += [f"- {_readable(id)}" for id in shown]
    if len(found.fail_to_pass) > len(shown):
        lines.append(f"- and {len(found.fail_to_pass) - len(shown)} more")
    if found.messages:
        lines += ["", "What they say:", ""]
        for message in found.messages[:_MAX_FAILURES]:
            lines += [f"    {line}" for line in message[:_MAX_MESSAGE].splitlines()]
    return "\n".join(lines)


def _readable(id: str) -> str:
    """The name of a test as words: `test_empty_text` says what is expected."""
    name = id.rpartition("::")[2].removeprefix("test").strip("_")
    return name.replace("_", " ") or id


def clean(text: str, fix: Fix) -> str:
    """The text without trailers, hashes, hunks, and whatever gives the fix away."""
    lines = _without_hunks(text.replace("\r\n", "\n").expandtabs().split("\n"))
    kept = []
    for line in lines:
        stripped = line.strip()
        trailers = (_PERSON, _REFERENCE, _PICKED)
        if not any(each.fullmatch(stripped) for each in trailers):
            kept.append(_clean_line(line, fix))
    told = "\n".join(line for line in kept if line is not None)
    # A line of the fix may have been broken into several.
    paragraphs = [each.strip("\n") for each in re.split(r"\n\s*\n", told)]
    told = "\n\n".join(each for each in paragraphs if each.strip() and not _quotes(each, fix))
    told = _PREFIX.sub("", told.strip())
    # A word, not a name in the code.
    return told[:1].upper() + told[1:] if re.match(r"[a-z]+ ", told) else told


def _without_hunks(lines: Iterable[str]) -> Iterable[str]:
    """Leave out diffs: from a header or hunk to the end of the lines that look like them."""
    inside = False
    for line in lines:
        is_head = bool(_HUNK.match(line.strip()))
        inside = is_head or (inside and line[:1] in ("+", "-", " ", "\\") and bool(line.strip()))
        if not inside:
            yield line


def _clean_line(line: str, fix: Fix) -> str | None:
    """The sentences of a line that give nothing away; None where none is left of some."""
    if not line.strip():
        return ""
    if _quotes(line, fix):
        return None
    text = _HASH.sub("", _CLOSES.sub("", _NUMBER.sub("", line)))
    text = _path_pattern(fix).sub("the code", text)
    kept = [each for each in _SENTENCE.split(text) if not gives_away(each, fix)]
    return " ".join(kept).rstrip() if any(each.strip() for each in kept) else None


def _path_pattern(fix: Fix) -> re.Pattern[str]:
    """The files that the fix changes, by path or by name; a name without a dot is any word."""
    names = {name for path in fix.paths for name in (path, path.rpartition("/")[2])}
    telling = sorted((each for each in names if "." in each or "/" in each), key=len, reverse=True)
    choice = "|".join(map(re.escape, telling)) or r"(?!)"
    return re.compile(rf"`?(?<![\w/.-])(?:{choice})(?![\w/-])`?")


def _quotes(text: str, fix: Fix) -> bool:
    """Whether it holds a line of the fix."""
    flat = _flat(text)
    return any(each in flat for each in fix.lines)


def gives_away(sentence: str, fix: Fix) -> bool:
    """Whether it quotes the fix, names a file that it changes or a thing that only it brings."""
    if _quotes(sentence, fix) or _path_pattern(fix).search(sentence):
        return True
    quoted = [_flat(each) for each in _QUOTED.findall(sentence)]
    pieces = [*quoted, *(word for word in sentence.split() if re.search(r"\w[(=\[.]+\w", word))]
    secret = fix.new_words - set(fix.interface)
    for piece in pieces:
        flat = piece.strip(".,;:!?\"'")
        is_code = len(flat) >= _SUBSTANCE and not _WORD.fullmatch(flat)
        if is_code and flat in fix.added and flat not in fix.before:
            return True
    named = {word for word in _WORD.findall(sentence) if _looks_like_code(word)}
    named |= {word for each in quoted for word in _WORD.findall(each)}
    return not secret.isdisjoint(named)


def _looks_like_code(word: str) -> bool:
    """Whether it is an identifier rather than a word of a language."""
    return "_" in word.strip("_") or bool(re.search(r"[a-z][A-Z]|[A-Za-z]\d", word))


def _is_enough(text: str) -> bool:
    """Whether it says more than "fix" and "wip"."""
    words = {word.lower() for word in re.findall(r"[^\W\d_]{2,}", text)}
    return len(words) >= _MIN_WORDS and len(words - _EMPTY_WORDS) >= 2


def leaks(text: str, fix: Fix) -> bool:
    """Whether a text gives anything of the fix away."""
    return _quotes(text, fix) or any(gives_away(line, fix) for line in text.splitlines())


def may_replace(better: str, statement: Statement, fix: Fix) -> bool:
    """Whether somebody else's wording says enough, no more, and the names that have to be known."""
    told = set(_WORD.findall(better))
    needed = [name for name in fix.interface if name in _WORD.findall(statement.text)]
    return _is_enough(better) and not leaks(better, fix) and told.issuperset(needed)
