"""The Polyglot benchmark: Exercism's exercises in six languages, graded where no agent was."""

import hashlib
import logging
import secrets
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path, PurePosixPath

from evals.benchmark import Change, Grade, InvalidBenchmark, Patch, Split, Task
from evals.dockerfile import read_folder
from evals.patches import compare
from evals.polyglot.checkout import Selection, read_name, upstream
from evals.polyglot.exercises import Exercise, read_exercise
from evals.polyglot.languages import BUILT, Language, is_built
from evals.polyglot.reports import TestResult, Unreadable
from evals.splits import split_by_hash
from evals.tampering import tampering
from sandbox.files import File, Files
from sandbox.interface import (
    Ending,
    Limits,
    Recipe,
    Sandbox,
    SandboxSpec,
    UnsafeContent,
)

_HERE = Path(__file__).parent
_TESTS, _REPORT = "/tests", "/report"
# What HGM gives an agent; DGM gives 600.
_SOLVE_SECONDS = 1800
_MIB = 1024**2
_LIMITS = Limits(memory_bytes=4096 * _MIB, processes=1024, disk_bytes=1024 * _MIB)
_MAX_BYTES = 64 * _MIB
_MAX_FILES = 10_000
_MAX_REPORT_BYTES = 8 * _MIB

_log = logging.getLogger(__name__)


class PolyglotBenchmark:
    """Exercises of a checkout, each in a container with its language's tools and nothing else.

    An agent meets stubs, documents and build files, as in the published setting: no tests, no
    answers, no history. Of its patch, what it may bring is graded: the stubs, and new sources that
    are no tests. Everything else is as the checkout has it.
    """

    def __init__(
        self,
        name: str,
        exercises: Iterable[Exercise],
        *,
        left_out: Mapping[str, str],
        draw: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self.name = name
        self.left_out = left_out
        """Id -> why an exercise of the checkout is no task."""
        self._exercises = {each.id: each for each in exercises}
        splits = split_by_hash(self._exercises)
        self.tasks = tuple(_task(each, splits[id]) for id, each in self._exercises.items())
        self.fingerprint = _fingerprint(self.tasks, self._exercises)
        self._draw = draw

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """Copy stubs, documents and build files."""
        sandbox.copy_in(self._exercises[task.id].start, task.workdir)

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """Compare with what `prepare` put there, without what building leaves."""
        after = sandbox.copy_out(
            task.workdir,
            max_bytes=_MAX_BYTES,
            max_files=_MAX_FILES,
            ignored=BUILT,
        )
        kept = {path: file for path, file in after.items() if not is_built(path, file)}
        return compare(self._exercises[task.id].start, kept)

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """Run the checkout's tests, and some that must fail, on what of the patch is allowed.

        Where they were stopped or left no report the patch is to blame: compilers are no less
        deterministic than tests, and both are tried with the reference answers.
        """
        exercise = self._exercises[task.id]
        runner = _runner(exercise.language)
        word = f"Hgm{self._draw()}"
        tests, failures = _with_canaries(exercise, word)
        self.prepare(task, sandbox)
        sandbox.copy_in(allowed(exercise, patch), task.workdir)
        sandbox.copy_in(tests, task.workdir)
        sandbox.copy_in(runner, _TESTS)
        completed = sandbox.exec(
            ["sh", f"{_TESTS}/{exercise.language.name}.sh", *exercise.graded],
            cwd=task.workdir,
            seconds=task.grade_seconds,
        )
        log = completed.output
        if completed.ending is not Ending.EXITED:
            log += f"\nThe tests were stopped: {completed.ending}.\n".encode()
            return Grade(reward=0.0, log=log)
        try:
            report = sandbox.read_file(
                f"{_REPORT}/{exercise.language.report}", max_bytes=_MAX_REPORT_BYTES
            )
            results = exercise.language.read_report(report)
        except FileNotFoundError:
            return Grade(reward=0.0, log=log + b"\nThe tests left no report.\n")
        except (UnsafeContent, Unreadable) as error:
            return Grade(reward=0.0, log=log + f"\nThe report is worth nothing: {error}\n".encode())
        why = _objection(exercise, results, word=word, failures=failures)
        log += f"\n{why or 'All tests passed.'}\n".encode()
        return Grade(reward=0.0 if why else 1.0, log=log)

    def solution(self, task: Task, sandbox: Sandbox) -> Patch | None:  # noqa: ARG002 # the seam's
        """The reference answer; it takes no sandbox."""
        exercise = self._exercises[task.id]
        return compare(exercise.start, {**exercise.start, **exercise.answer})

    def visible(self, task: Task) -> Files:
        """Stubs, documents and build files."""
        return self._exercises[task.id].start


def load_polyglot(name: str, *, cache: Path | None = None) -> PolyglotBenchmark:
    """The benchmark by what follows `polyglot:` in its name.

    "" is every language of the pinned upstream commit, "python,rust" two of them, PATH a checkout
    of the same layout, and PATH:python,rust two of its languages. Upstream's is fetched once, into
    `cache`. Raises InvalidBenchmark with one sentence.
    """
    selection = read_name(name)
    folder = selection.folder or upstream(cache or Path.home() / ".cache" / "hgm")
    exercises = _read(folder, selection)
    left_out = {each.id: why for each in exercises if (why := _why_not(each))}
    for id, why in left_out.items():
        _log.info("%s is left out: %s.", id, why)
    kept = [each for each in exercises if each.id not in left_out]
    if not kept:
        raise InvalidBenchmark(f"{folder} holds no exercise that could be a task.")
    return PolyglotBenchmark(f"polyglot:{name}" if name else "polyglot", kept, left_out=left_out)


def _read(folder: Path, selection: Selection) -> list[Exercise]:
    found = [
        read_exercise(path.parents[1], language)
        for language in selection.languages
        for path in sorted((folder / language.name).glob("exercises/practice/*/.meta/config.json"))
    ]
    if not found:
        wanted = " or ".join(each.name for each in selection.languages)
        raise InvalidBenchmark(
            f"{folder} holds no exercise of {wanted}: "
            "their place is <language>/exercises/practice/<name>."
        )
    return found


def _why_not(exercise: Exercise) -> str | None:
    """Why an exercise cannot tell agents apart here, or None."""
    if exercise.packages:
        return f"it needs packages that its image has not: {', '.join(exercise.packages)}"
    return _known_exceptions().get(exercise.id)


@cache
def _known_exceptions() -> Mapping[str, str]:
    """Exceptions of the pinned commit, as measured: id -> reason."""
    table: dict[str, str] = tomllib.loads((_HERE / "left_out.toml").read_text("utf-8"))
    return table


def _task(exercise: Exercise, split: Split) -> Task:
    workdir = f"/exercise/{exercise.name}"
    image = _image(exercise.language)
    return Task(
        id=exercise.id,
        split=split,
        group=exercise.language.name,
        instruction=exercise.statement,
        workdir=workdir,
        solving=SandboxSpec(image=image, writable=(workdir,), limits=_LIMITS),
        grading=SandboxSpec(image=image, writable=(workdir, _TESTS, _REPORT), limits=_LIMITS),
        solve_seconds=_SOLVE_SECONDS,
        grade_seconds=exercise.language.grade_seconds,
    )


def _image(language: Language) -> Recipe:
    content = (_HERE / "images" / f"{language.name}.Dockerfile").read_bytes()
    return Recipe(f"polyglot-{language.name}", {"Dockerfile": File(content)})


def _runner(language: Language) -> Files:
    everything = read_folder(_HERE / "runners")
    return {path: file for path, file in everything.items() if _is_for(path, language)}


def _is_for(path: str, language: Language) -> bool:
    return path in (f"{language.name}.sh", *language.settings)


def _with_canaries(exercise: Exercise, word: str) -> tuple[dict[str, File], int]:
    """The tests, all of them enabled, with some that fail; and how many of those there are."""
    tests, failures = dict(exercise.tests), 0
    for number, path in enumerate(exercise.graded):
        canaries = exercise.language.canary(f"{word}x{number}")
        text = exercise.language.enable(tests[path].content.decode())
        tests[path] = File((text + canaries.appended).encode())
        for name, beside in canaries.beside.items():
            tests[str(PurePosixPath(path).with_name(name))] = File(beside.encode())
        failures += canaries.count
    return tests, failures


def _objection(
    exercise: Exercise, results: Iterable[TestResult], *, word: str, failures: int
) -> str:
    """Why the report does not show that every test passed, or ""."""
    results = list(results)
    canaries = {each.name for each in results if word.lower() in each.name.lower() and each.failed}
    honest = [each for each in results if word.lower() not in each.name.lower()]
    declared = sum(
        exercise.language.count(exercise.tests[path].content.decode()) for path in exercise.graded
    )
    bad = [each.name for each in honest if not each.passed]
    if len(canaries) != failures or len(results) - len(honest) != failures:
        return f"Of {failures} tests that must fail, {len(canaries)} did: assertions do not hold."
    if bad:
        return f"{len(bad)} of {len(honest)} tests did not pass, such as {bad[0]}."
    if len(honest) < declared:
        return f"{len(honest)} tests ran of at least {declared}."
    return ""


def allowed(exercise: Exercise, patch: Patch) -> dict[str, File | None]:
    """What a patch may bring: the stubs, and other sources that are no tests or settings."""
    flagged = tampering(patch)
    return {
        change.path: change.after
        for change in patch.changes
        if not (change.after and change.after.link)
        and (change.path in exercise.solution or _is_welcome(exercise, change, flagged))
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


def _fingerprint(tasks: Iterable[Task], exercises: Mapping[str, Exercise]) -> str:
    digest = hashlib.sha256()
    for name, file in sorted(read_folder(_HERE / "runners").items()):
        digest.update(f"{name}\0{hashlib.sha256(file.content).hexdigest()}\n".encode())
    for task in tasks:
        exercise = exercises[task.id]
        digest.update(f"{task!r} {exercise.graded} {exercise.solution}".encode())
        for files in (exercise.start, exercise.tests):
            for path, file in sorted(files.items()):
                content = hashlib.sha256(file.content).hexdigest()
                digest.update(f"{path}\0{content}\0{file.executable}\n".encode())
    return digest.hexdigest()
