"""What of a patch is graded, by which tests, and what their report proves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from evals.benchmark import Change, Patch
from evals.polyglot.exercises import Exercise
from evals.polyglot.reports import CaseResult
from evals.tampering import tampering
from sandbox.files import File, Files


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """The tests of one grading, all of them enabled, mixed with canaries."""

    files: Files
    word: str
    """What the names of canaries have in them, and no others."""
    canaries: int
    """How many of them must fail."""
    declared: int
    """How many other tests there are, at least."""


def make_suite(exercise: Exercise, word: str) -> Suite:
    """An exercise's tests with canaries of that word."""
    files, failures, declared = dict(exercise.tests), 0, 0
    for number, path in enumerate(exercise.graded):
        canaries = exercise.language.canary(f"{word}x{number}")
        text = exercise.language.enable(files[path].content.decode())
        declared += exercise.language.count(text)
        files[path] = File((text + canaries.appended).encode())
        for name, beside in canaries.beside.items():
            files[str(PurePosixPath(path).with_name(name))] = File(beside.encode())
        failures += canaries.count
    return Suite(files=files, word=word.lower(), canaries=failures, declared=declared)


def objection(suite: Suite, results: Sequence[CaseResult]) -> str:
    """Why a report does not show that every test passed, or ""."""
    canaries = [each for each in results if suite.word in each.name.lower()]
    honest = [each for each in results if suite.word not in each.name.lower()]
    failed = {each.name for each in canaries if each.failed}
    bad = [each.name for each in honest if not each.passed]
    if not canaries and not honest:
        return "No test ran."
    if not len(failed) == len(canaries) == suite.canaries:
        return f"Of {suite.canaries} tests that must fail, {len(failed)} did."
    if bad:
        return f"{len(bad)} of {len(honest)} tests did not pass, such as {bad[0]}."
    if len(honest) < suite.declared:
        return f"{len(honest)} tests ran of at least {suite.declared}."
    return ""


def allowed(exercise: Exercise, patch: Patch) -> dict[str, File | None]:
    """What a patch may bring: the stubs, and other sources that are no tests or settings."""
    flagged = tampering(patch)
    # Some reference answers write over files that are listed nowhere.
    expected = {*exercise.solution, *exercise.answer}
    return {
        change.path: change.after
        for change in patch.changes
        if not (change.after and change.after.link)
        and (change.path in expected or _is_welcome(exercise, change, flagged))
    }


def _is_welcome(exercise: Exercise, change: Change, flagged: Mapping[str, str]) -> bool:
    """Whether a change beside the stubs is one to new sources, and stands in nobody's way."""
    path = PurePosixPath(change.path)
    fixed = {*exercise.start, *exercise.tests, *exercise.solution}
    return (
        change.path not in fixed
        and change.path not in flagged
        and exercise.language.may_change(change.path)
        and not any(str(parent) in fixed for parent in path.parents)
    )
