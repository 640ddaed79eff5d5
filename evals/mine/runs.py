"""Runs a candidate's tests in sandboxes, before and after it, and says what they are worth."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from evals.benchmark import Patch
from evals.mine.choose import Candidate, Unfit
from evals.mine.environment import Environment
from evals.mine.paths import is_graders
from sandbox.files import File, Files
from sandbox.interface import Completed, Ending, Limits, Sandbox, Sandboxes, UnsafeContent

_GRADING = Path(__file__).parent / "grading"
_SCRIPTS = ("test.sh", "grader.py", "reporter.py")
_MEASURE = 'exec python3 -I -B "$HGM_ROOT/tests/grader.py" "$HGM_ROOT" measure'
_MAX_RESULTS = 64 * 1024**2
_START_SECONDS = 30.0
"""What the grader takes beside the tests, at most."""


class Runner(StrEnum):
    """How a file of tests is run."""

    PYTEST = "pytest"
    UNITTEST = "unittest"
    JUNIT = "junit"
    """By a command of the user's that leaves a report in JUnit's XML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How tests are run, for all candidates alike."""

    runner: Runner
    command: str = ""
    """For JUNIT: a shell command with `{report}`, the XML file to write, and `{files}`."""
    repeats: int = 3
    """How often each of the two states is tested, to find flaky tests."""
    seconds: float = 300.0
    """Wall seconds that the tests of one candidate may take, each time."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one test did."""

    status: str
    """passed, failed, error or skipped."""
    message: str
    """Why it did not pass: the exception."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What all tests of the changed files did, once."""

    outcomes: Mapping[str, Outcome]
    ended: bool
    """Whether the tests ran to their end."""
    seconds: float
    last_words: str
    """The last line of the output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The tests by which a patch is graded."""

    fail_to_pass: tuple[str, ...]
    pass_to_pass: tuple[str, ...]
    flaky: tuple[str, ...]
    """Tests that did not do the same every time, in neither list."""
    messages: tuple[str, ...]
    """Why the tests of `fail_to_pass`, or the files that hold them, fail before."""
    seconds: float
    """The slowest run."""


def grading_files(candidate: Candidate, running: Running, found: Found | None) -> Files:
    """A task's folder `tests`; without `found` it can only measure."""
    tests = {
        path: file for path, file in candidate.end.items() if is_graders(path) and not file.link
    }
    gone = [path for path in candidate.start if is_graders(path) and path not in candidate.end]
    job = {
        "runner": str(running.runner),
        "command": running.command,
        "files": list(candidate.test_files),
        "removed": sorted(gone),
        "fail_to_pass": list(found.fail_to_pass) if found else [],
        "pass_to_pass": list(found.pass_to_pass) if found else [],
        "seconds": running.seconds,
    }
    scripts = {name: File((_GRADING / name).read_bytes()) for name in _SCRIPTS}
    restored = {f"files/{path}": file for path, file in tests.items()}
    return {**scripts, "task.json": File(json.dumps(job, indent=1).encode()), **restored}


class Laboratory:
    """Tests candidates of one repository in one environment."""

    def __init__(
        self,
        sandboxes: Sandboxes,
        environment: Environment,
        running: Running,
        *,
        label: str,
    ) -> None:
        """Leftovers of a killed one with the same label are removed."""
        self._sandboxes = sandboxes
        self._labels = (("run", label), ("job", "mine"))
        sandboxes.sweep({"run": label})
        self._environment = environment
        self._running = running

    def examine(self, candidate: Candidate) -> Found:
        """The tests that show what the candidate does. Raises Unfit, SandboxUnavailable."""
        reference = candidate.reference
        before, after = [self._measure(candidate, None)], [self._measure(candidate, reference)]
        _refuse_useless(before[0], after[0], self._running.seconds)
        for _ in range(self._running.repeats - 1):
            before.append(self._measure(candidate, None))
            after.append(self._measure(candidate, reference))
        found = classify(before, after)
        if not found.fail_to_pass:
            raise Unfit("the tests that show it are flaky")
        self._prove(candidate, reference, found)
        return found

    def _prove(self, candidate: Candidate, reference: Patch, found: Found) -> None:
        """See to it that the reference resolves the task, every time, and doing nothing does not.

        The listed tests run without the others now: some may have needed them.
        """
        if self._resolves(candidate, None, found):
            raise Unfit("its listed tests pass without it when they run alone")
        for _ in range(self._running.repeats):
            if not self._resolves(candidate, reference, found):
                raise Unfit("its listed tests do not always pass when they run alone")

    def _resolves(self, candidate: Candidate, patch: Patch | None, found: Found) -> bool:
        tests = grading_files(candidate, self._running, found)
        with self._opened(candidate, patch, tests) as sandbox:
            command = ["sh", f"{sandbox.path('/tests')}/test.sh"]
            completed = sandbox.exec(
                command,
                cwd=self._environment.workdir,
                seconds=self._running.seconds + _START_SECONDS,
            )
        return completed.succeeded

    def _measure(self, candidate: Candidate, patch: Patch | None) -> Run:
        tests = grading_files(candidate, self._running, None)
        with self._opened(candidate, patch, tests) as sandbox:
            completed = sandbox.exec(
                ["sh", "-c", _MEASURE],
                cwd=self._environment.workdir,
                seconds=self._running.seconds + _START_SECONDS,
            )
            if completed.ending is not Ending.EXITED:
                raise Unfit(f"its tests were stopped: {completed.ending}")
            try:
                text = sandbox.read_file("/logs/verifier/results.json", max_bytes=_MAX_RESULTS)
            except (FileNotFoundError, UnsafeContent):
                raise Unfit(f"its tests cannot be run: {_last_line(completed)}") from None
        return _read_run(text, _last_line(completed))

    @contextmanager
    def _opened(self, candidate: Candidate, patch: Patch | None, tests: Files) -> Iterator[Sandbox]:
        spec = self._environment.spec(candidate.start, self._running.limits)
        with self._sandboxes.open(replace(spec, labels=self._labels)) as sandbox:
            start = self._environment.starting_files(candidate.start)
            sandbox.copy_in(start, self._environment.workdir)
            if patch is not None:
                sandbox.copy_in(patch.after, self._environment.workdir)
            sandbox.copy_in(tests, "/tests")
            yield sandbox


def _read_run(text: bytes, last_words: str) -> Run:
    """What the grader left, where the code that it ran could have been. Raises Unfit."""
    try:
        told = json.loads(text)
        return Run(
            outcomes={
                str(id): Outcome(str(status), str(message))
                for id, (status, message) in told["outcomes"].items()
            },
            ended=told["ended"] is True,
            seconds=float(told["seconds"]),
            last_words=last_words,
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unfit(f"its tests left results that cannot be read: {error}") from error


def _last_line(completed: Completed) -> str:
    """What was said last, but for the frame in which pytest counts."""
    lines = completed.output.decode(errors="replace").strip().splitlines()
    telling = [line.strip() for line in lines if line.strip("=- ") and not line.startswith("==")]
    return telling[-1][:200] if telling else "no word"


def _refuse_useless(before: Run, after: Run, seconds: float) -> None:
    """Spare the repetitions where one run of each says enough. Raises Unfit."""
    if not after.ended and after.seconds >= seconds:
        raise Unfit(f"its tests take more than {seconds:.0f} seconds")
    if not after.ended:
        raise Unfit(f"its tests do not come to their end: {after.last_words}")
    passed = _with(after, "passed")
    if not passed:
        words = (each.message for each in after.outcomes.values() if each.message)
        said = " ".join(next(words, "there is no test").split())
        raise Unfit(f"none of its tests passes with it: {said[:200]}")
    if passed <= _with(before, "passed"):
        raise Unfit("its tests pass without it")


def _with(run: Run, status: str) -> set[str]:
    return {id for id, outcome in run.outcomes.items() if outcome.status == status}


def classify(before: Sequence[Run], after: Sequence[Run]) -> Found:
    """Sort the tests by what they did before and after, in every repetition."""
    lists: dict[str, list[str]] = {"fails": [], "passed": [], "flaky": []}
    for id in dict.fromkeys(id for run in (*after, *before) for id in run.outcomes):
        was, became = _behaviour(id, before), _behaviour(id, after)
        if "flaky" in (was, became):
            lists["flaky"].append(id)
        elif became == "passed" and was in lists:
            lists[was].append(id)
    return Found(
        fail_to_pass=tuple(lists["fails"]),
        pass_to_pass=tuple(lists["passed"]),
        flaky=tuple(lists["flaky"]),
        messages=tuple(dict.fromkeys(_messages(lists["fails"], before[0]))),
        seconds=max(run.seconds for run in (*before, *after)),
    )


def _behaviour(id: str, runs: Sequence[Run]) -> str:
    """passed, skipped, fails (also where it is not there), or flaky."""
    seen = set()
    for run in runs:
        status = run.outcomes[id].status if id in run.outcomes else "missing"
        seen.add(status if status in ("passed", "skipped") else "fails")
    return seen.pop() if len(seen) == 1 else "flaky"


def _messages(ids: Iterable[str], run: Run) -> Iterator[str]:
    for id in ids:
        outcome = run.outcomes.get(id) or run.outcomes.get(id.partition("::")[0])
        if outcome is not None and outcome.message:
            yield outcome.message
