"""From the history of a repository to a folder of tasks."""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.benchmark import InvalidBenchmark, Split
from evals.mine.choose import Candidate, Rules, Unfit, candidate
from evals.mine.environment import Environment
from evals.mine.history import Commit, History
from evals.mine.issues import Issues
from evals.mine.record import Record, Records, printable
from evals.mine.report import Report, write_report
from evals.mine.runs import Found, Laboratory, Runner, Running
from evals.mine.settle import Wishes, settle_environment, settle_runner
from evals.mine.statement import Statement, may_replace, read_fix, write_statement
from evals.mine.write import split_by_time, task_file, task_files, task_id, write_folder
from sandbox.interface import Limits, Sandboxes

Rewrite = Callable[[str], str | None]
"""A better wording of a statement; None where there is none."""
_UNFINISHED = ".unfinished"
_GRADE_SECONDS, _GRADE_FACTOR = 60.0, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mining:
    """What is wanted of a repository."""

    since: str | None = None
    """Commits from then on, as git reads dates."""
    paths: tuple[str, ...] = ()
    """Only commits that change something there."""
    limit: int = 100
    """Tasks; the newest commits are taken."""
    rules: Rules = field(default_factory=Rules)
    wishes: Wishes = field(default_factory=Wishes)
    command: str = ""
    """See Running."""
    repeats: int = 3
    seconds: float = 300.0
    solve_seconds: float = 600.0
    """What an agent may take for a task."""
    issues: Issues = field(default_factory=Issues)


def mine(
    repository: Path,
    out: Path,
    mining: Mining,
    sandboxes: Sandboxes,
    *,
    say: Callable[[str], None],
    rewrite: Rewrite | None = None,
) -> Report:
    """Look at commits, the newest first, until there are enough tasks or no more commits.

    What an earlier call has found out in `out` is not run again. Raises InvalidBenchmark, also
    where no commit at all became a task, and SandboxUnavailable.
    """
    history = History.open(repository)
    commits = history.commits(since=mining.since, paths=mining.paths)
    if not commits:
        since = f" since {mining.since}" if mining.since else ""
        raise InvalidBenchmark(f"{repository} has no commit{since} in what was asked for.")
    newest = history.files(history.newest)
    runner = settle_runner(mining.wishes, newest)
    records = Records(out, _settings(repository, runner, mining))
    environment = settle_environment(mining.wishes, newest, runner, sandboxes, say=say)
    running = Running(
        runner=runner,
        command=mining.command,
        repeats=mining.repeats,
        seconds=mining.seconds,
        limits=Limits(),
    )
    with records.writing():
        laboratory = Laboratory(sandboxes, environment, running, label=str(out.resolve()))
        work = _Mine(history, out, mining, records, environment, running, laboratory, say, rewrite)
        report = work.look_at(commits)
        write_report(out, report)
    if not report.kept:
        raise InvalidBenchmark(f"No commit of {repository} became a task: {report.reasons_line}.")
    return report


def _settings(repository: Path, runner: Runner, mining: Mining) -> Mapping[str, Any]:
    """What the records hold for; a later call must say the same."""
    dockerfile = mining.wishes.dockerfile
    content = dockerfile.read_bytes() if dockerfile and dockerfile.is_file() else b""
    return {
        "repository": repository.resolve().name,
        "runner": str(runner),
        "test command": mining.command,
        "Dockerfile": hashlib.sha256(content).hexdigest()[:16] if dockerfile else "",
        "base image": mining.wishes.base_image or "",
    }


@dataclass(frozen=True, slots=True)
class _Mine:
    """One call of `mine`, with all it needs."""

    history: History
    out: Path
    mining: Mining
    records: Records
    environment: Environment
    running: Running
    laboratory: Laboratory
    say: Callable[[str], None]
    rewrite: Rewrite | None

    def look_at(self, commits: tuple[Commit, ...]) -> Report:
        """Look at the commits; what became of each."""
        looked_at: list[Record] = []
        kept = 0
        for commit in commits:
            if kept >= self.mining.limit:
                break
            record = self._known(commit) or self._look(commit)
            looked_at.append(record)
            kept += record.task is not None
        self._write_task_files()
        left = len(commits) - len(looked_at)
        return Report(records=tuple(looked_at), left=left, splits=self._splits())

    def _known(self, commit: Commit) -> Record | None:
        """What an earlier call found out, if its task is still there."""
        record = self.records.known.get(commit.id)
        if record is None or record.task is None or (self.out / record.task / "tests").is_dir():
            return record
        return None

    def _look(self, commit: Commit) -> Record:
        """Judge one commit; only what was run is kept for a later call."""
        only_python = self.running.runner is not Runner.JUNIT
        try:
            found = candidate(self.history, commit, self.mining.rules, only_python=only_python)
        except Unfit as error:
            return Record.refused(commit, str(error))
        try:
            record = self._make(found)
        except Unfit as error:
            record = Record.refused(commit, str(error))
        self.records.add(record)
        self._write_task_files()
        self.say(f"{commit.id[:8]} {record.reason or f'is the task {record.task}'}")
        return record

    def _make(self, found: Candidate) -> Record:
        """Run a candidate and write its task but for `task.toml`. Raises Unfit."""
        tests = self.laboratory.examine(found)
        statement = self._statement(found, tests)
        instruction = f"{statement.text}\n\n{self._whereabouts()}"
        files = task_files(found, self.environment, self.running, tests, instruction)
        commit, task = found.commit, task_id(found)
        write_folder(self.out / task, files, beside=self.out / _UNFINISHED)
        return Record(
            commit=commit.id,
            time=commit.time,
            day=commit.day,
            subject=printable(commit.subject),
            reason="",
            task=task,
            fail_to_pass=len(tests.fail_to_pass),
            pass_to_pass=len(tests.pass_to_pass),
            flaky=tests.flaky,
            grade_seconds=_GRADE_SECONDS + _GRADE_FACTOR * math.ceil(tests.seconds),
            told_by=statement.told_by,
        )

    def _statement(self, found: Candidate, tests: Found) -> Statement:
        fix = read_fix(found)
        issue = self.mining.issues.text_for(found.commit)
        statement = write_statement(found.commit.message, issue, fix, tests)
        if statement is None:
            raise Unfit("nothing says what is wrong without giving the fix away")
        if self.rewrite is not None:
            better = self.rewrite(statement.text)
            if better and may_replace(better, statement, fix):
                return Statement(better, "model")
        return statement

    def _whereabouts(self) -> str:
        """What an agent has to know about every task."""
        told = f"The repository is in {self.environment.workdir}."
        match self.running.runner:
            case Runner.JUNIT:
                return told
            case runner:
                return f"{told} Its tests run with `python3 -m {runner}` there."

    def _kept(self) -> Sequence[Record]:
        """All commits that ever became tasks here."""
        return [record for record in self.records.known.values() if record.task is not None]

    def _splits(self) -> Mapping[str, Split]:
        return split_by_time(self._kept())

    def _write_task_files(self) -> None:
        """Give every task its split, which depends on all of them."""
        splits = self._splits()
        for record in self._kept():
            text = task_file(
                record,
                splits[str(record.task)],
                workdir=self.environment.workdir,
                solve_seconds=self.mining.solve_seconds,
            )
            place = self.out / str(record.task) / "task.toml"
            if place.parent.is_dir() and (not place.is_file() or place.read_text("utf-8") != text):
                place.write_text(text, "utf-8")
