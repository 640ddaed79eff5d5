"""Which commits could become tasks, by what can be said without running anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.benchmark import Patch
from evals.mine.history import Commit, FileChange, History
from evals.mine.paths import is_code, is_graders, is_python_test, is_test, is_test_file
from evals.patches import compare
from sandbox.files import Files

_MAX_REPOSITORY_BYTES = 64 * 1024**2
_MAX_REPOSITORY_FILES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What makes a commit too large to be one problem."""

    max_files: int = 20
    """Files that it may change, tests included."""
    max_lines: int = 500
    """Lines of code that it may add and remove, tests not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A commit that changes code and tests."""

    commit: Commit
    start: Files
    """The repository before it."""
    end: Files
    """The repository as it left it."""
    test_files: tuple[str, ...]
    """Files of tests that it adds or changes."""

    @property
    def reference(self) -> Patch:
        """What it changed of everything that is not the grader's."""
        before = {path: file for path, file in self.start.items() if not is_graders(path)}
        after = {path: file for path, file in self.end.items() if not is_graders(path)}
        return compare(before, after)


class Unfit(Exception):
    """A commit that cannot become a task; the message says why, for the report."""


def candidate(history: History, commit: Commit, rules: Rules, *, only_python: bool) -> Candidate:
    """The commit with its files. Raises Unfit."""
    if len(commit.parents) != 1:
        raise Unfit("a merge" if commit.parents else "the first commit")
    if commit.message.startswith('Revert "') or "This reverts commit" in commit.message:
        raise Unfit("a revert")
    changes = history.changes(commit)
    test_files = _test_files(changes, rules, only_python=only_python)
    start, end = history.files(commit.parents[0]), history.files(commit.id)
    for files in (start, end):
        _check(files)
    return Candidate(commit=commit, start=start, end=end, test_files=test_files)


def _test_files(
    changes: Sequence[FileChange], rules: Rules, *, only_python: bool
) -> tuple[str, ...]:
    code = [each for each in changes if is_code(each.path)]
    tests = [each for each in changes if is_test(each.path)]
    if not code:
        raise Unfit("changes no code")
    if not tests:
        raise Unfit("changes no tests")
    if len(changes) > rules.max_files:
        raise Unfit(f"changes {len(changes)} files, more than {rules.max_files}")
    lines = sum(each.added + each.removed for each in code)
    if lines > rules.max_lines:
        raise Unfit(f"changes {lines} lines of code, more than {rules.max_lines}")
    holds_tests = is_python_test if only_python else is_test_file
    found = [each for each in tests if holds_tests(each.path) and not each.is_gone]
    if not any(each.added for each in tests if not each.is_gone):
        raise Unfit("only deletes tests")
    if not found:
        raise Unfit("changes no file of tests that can be run")
    return tuple(each.path for each in found)


def _check(files: Files) -> None:
    """Raise Unfit where a sandbox could not hold them or give them back."""
    if len(files) > _MAX_REPOSITORY_FILES:
        raise Unfit(f"the repository has more than {_MAX_REPOSITORY_FILES} files")
    if sum(len(file.content) for file in files.values()) > _MAX_REPOSITORY_BYTES:
        raise Unfit(f"the repository has more than {_MAX_REPOSITORY_BYTES // 1024**2} MiB")
    for path in files:
        if not path.isprintable() or "\\" in path:
            raise Unfit(f"the name {path!r} has a character that no sandbox takes")
