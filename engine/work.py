"""What a worker does with a job: sandboxes in, a value out."""

import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from archive.source import InvalidSource, check_source
from archive.values import Exchange, Source
from engine.agents import (
    CHILD,
    JOB,
    OUT,
    InvalidAgent,
    TreeCache,
    as_files,
    call_agent,
    check_agent,
    read_manifest,
    read_output,
    say_ending,
)
from engine.conversation import Conversation, Models, ProviderTrouble, Starved
from engine.grading import NOTHING, Grader
from engine.hiding import Hiding
from engine.jobs import (
    EvaluationJob,
    EvaluationResult,
    ExpansionJob,
    ExpansionResult,
    Job,
    MachineFailed,
    Result,
)
from engine.packages import CannotInstall, PackageCache, refused
from engine.vetting import meaning
from evals.benchmark import Benchmark, Grade, GradingFailed, Patch, Task
from evals.tampering import tampering, without
from sandbox.interface import (
    Limits,
    Mount,
    Sandboxes,
    SandboxSpec,
    SandboxUnavailable,
    UnsafeContent,
)

_MAX_CHILD_BYTES = 16 * 1024**2
_MAX_CHILD_FILES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class JobLimits:
    """What one job may take, beyond what its task says."""

    solve_seconds: float | None = None
    """Wall seconds of one `solve`; None: what the task says."""
    least_solve_seconds: float = 0.0
    """Where a task says less, it is this."""
    improve_seconds: float = 60.0
    """Wall seconds of one `improve`."""
    check_seconds: float = 30.0
    """Wall seconds of a child's self-test."""
    agent: Limits = field(default_factory=Limits)
    """Resources of the sandbox in which an agent improves itself."""
    network: bool = False
    """Whether tasks that ask for the network get it."""
    packages: frozenset[str] = frozenset()
    """Names of the packages that a child may require; see `engine.packages.ANY`."""


class Workshop:
    """Does jobs on this machine: a benchmark, a sandbox driver and a cache of agent trees."""

    def __init__(
        self,
        benchmark: Benchmark,
        sandboxes: Sandboxes,
        trees: TreeCache,
        limits: JobLimits,
        *,
        run: str,
        models: Models | None = None,
        trial: Benchmark | None = None,
        hiding: Hiding | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._benchmark = benchmark
        self._sandboxes = sandboxes
        self._trees = trees
        self._packages = PackageCache(trees.folder.parent / "packages", sandboxes)
        self._limits = limits
        self._run = run
        self._models = models or Models()
        self._trial = trial
        self._hiding = hiding or Hiding()
        self._clock = clock

    def __call__(self, job: Job) -> Result:
        """Do one job. Raises MachineFailed."""
        start = self._clock()
        heard: list[Exchange] = []
        try:
            match job:
                case EvaluationJob():
                    result: Result = self._evaluate(self._benchmark, job, heard)
                case ExpansionJob():
                    result = self._expand(job, heard)
        except (
            SandboxUnavailable,
            GradingFailed,
            CannotInstall,
            ProviderTrouble,
            Starved,
            OSError,
            subprocess.SubprocessError,
        ) as error:
            raise MachineFailed(
                self._hiding.text(f"{type(error).__name__}: {error}"),
                seconds=self._clock() - start,
                exchanges=tuple(heard),
                starved=isinstance(error, Starved),
            ) from error
        told = self._hiding.result(result)
        return replace(told, seconds=self._clock() - start, exchanges=tuple(heard))

    def mounts(self, source: Source) -> tuple[Mount, ...]:
        """An agent's tree and, where it requires any, its packages, which are installed once.

        Raises CannotInstall and SandboxUnavailable.
        """
        requirements = read_manifest(source).requirements
        packages = (self._packages.mount(requirements),) if requirements else ()
        return self._trees.mount(source), *packages

    # -- evaluations

    def _evaluate(
        self, benchmark: Benchmark, job: EvaluationJob, heard: list[Exchange]
    ) -> EvaluationResult:
        task = next(task for task in benchmark.tasks if task.id == job.task)
        attempt = self._attempt(benchmark, job, task, heard)
        grade: Grade | None = None
        reason = attempt.reason
        if not reason:
            grade = self._grader(benchmark, job).grade(task, attempt.graded)
            reason = "" if grade.reward is not None else "The patch kept the tests from ending."
        return EvaluationResult(
            resolved=grade is not None and grade.resolved,
            reason=reason,
            patch=attempt.patch.text,
            flags=tuple(f"{path}: {why}" for path, why in attempt.flags.items()),
            log=attempt.log,
            grade_log=grade.log if grade else b"",
            transcript=attempt.transcript,
        )

    def _attempt(
        self, benchmark: Benchmark, job: EvaluationJob, task: Task, heard: list[Exchange]
    ) -> "_Attempt":
        """Let the agent work on the task, and look at what it leaves."""
        said = max(task.solve_seconds, self._limits.least_solve_seconds)
        seconds = self._limits.solve_seconds or said
        with self._models.open(job.id, "solve", seconds=seconds, heard=heard) as conversation:
            attempt = self._solve(benchmark, job, task, seconds, conversation)
        return _examined(task, attempt)

    def _solve(
        self,
        benchmark: Benchmark,
        job: EvaluationJob,
        task: Task,
        seconds: float,
        conversation: Conversation,
    ) -> "_Attempt":
        """Let the agent work on the task in a sandbox of its own."""
        spec = replace(
            self._grader(benchmark, job).allowed(task.solving),
            writable=(*task.solving.writable, JOB, OUT),
            mounts=(*self.mounts(job.source), *conversation.mounts),
        )
        with self._sandboxes.open(spec) as sandbox:
            benchmark.prepare(task, sandbox)
            words = {
                "job": job.id,
                "seed": job.seed,
                "repository": sandbox.path(task.workdir),
                "instruction": task.instruction,
                "seconds": seconds,
                **conversation.words,
            }
            completed = call_agent(sandbox, job.source, "solve", words, seconds=seconds)
            transcript = read_output(sandbox, "transcript.jsonl")
            patch, reason = NOTHING, ""
            if not completed.succeeded:
                reason = say_ending(completed, "The agent")
            else:
                try:
                    patch = benchmark.collect(task, sandbox)
                except UnsafeContent as error:
                    reason = f"What the agent left cannot be taken: {error}"
        if not reason and patch.is_empty:
            reason = "The agent changed nothing."
        return _Attempt(patch, reason, completed.output, transcript)

    def _grader(self, benchmark: Benchmark, job: Job) -> Grader:
        return Grader(
            benchmark=benchmark,
            sandboxes=self._sandboxes,
            labels=self._labels(job),
            network=self._limits.network,
        )

    # -- expansions

    def _expand(self, job: ExpansionJob, heard: list[Exchange]) -> ExpansionResult:
        seconds = self._limits.improve_seconds
        with self._models.open(job.id, "improve", seconds=seconds, heard=heard) as conversation:
            proposal = self._improve(job, conversation)
        reason = proposal.reason or _refuse(job.source, proposal.child, self._limits.packages)
        if not reason:
            reason = self._check(job, proposal.child) or self._try(job, proposal.child, heard)
        return ExpansionResult(
            source=None if reason else proposal.child,
            reason=reason,
            log=proposal.log,
            notes=proposal.notes,
            transcript=proposal.transcript,
        )

    def _improve(self, job: ExpansionJob, conversation: Conversation) -> "_Proposal":
        """Let the improver edit a copy of the agent's source."""
        spec = SandboxSpec(
            writable=(CHILD, JOB, OUT),
            mounts=(*self.mounts(job.improver), *conversation.mounts),
            limits=self._limits.agent,
            labels=self._labels(job),
        )
        seconds = self._limits.improve_seconds
        with self._sandboxes.open(spec) as sandbox:
            sandbox.copy_in(as_files(job.source), CHILD)
            sandbox.copy_in(as_files(job.evidence), f"{JOB}/evidence")
            words = {
                "job": job.id,
                "seed": job.seed,
                "source": sandbox.path(CHILD),
                "evidence": sandbox.path(f"{JOB}/evidence"),
                "seconds": seconds,
                **conversation.words,
            }
            completed = call_agent(sandbox, job.improver, "improve", words, seconds=seconds)
            child: Source = {}
            reason = "" if completed.succeeded else say_ending(completed, "improve")
            try:
                files = sandbox.copy_out(
                    CHILD, max_bytes=_MAX_CHILD_BYTES, max_files=_MAX_CHILD_FILES
                )
                child = {path: file.content for path, file in files.items()}
            except UnsafeContent as error:
                reason = reason or f"The child cannot be taken: {error}"
            return _Proposal(
                child,
                reason,
                completed.output,
                read_output(sandbox, "notes.md"),
                read_output(sandbox, "transcript.jsonl"),
            )

    def _check(self, job: ExpansionJob, child: Source) -> str:
        """Run the child's self-test in a clean sandbox; the reason to refuse it, or ""."""
        try:
            mounts = self.mounts(child)
        except CannotInstall as error:
            return f"What the child requires cannot be installed: {error}"
        spec = SandboxSpec(
            mounts=mounts,
            limits=self._limits.agent,
            labels=self._labels(job),
        )
        with self._sandboxes.open(spec) as sandbox:
            completed = check_agent(sandbox, child, seconds=self._limits.check_seconds)
        if completed.succeeded:
            return ""
        tail = completed.output[-2000:].decode(errors="replace")
        return f"{say_ending(completed, 'The child: check')} {tail}".strip()

    def _try(self, job: ExpansionJob, child: Source, heard: list[Exchange]) -> str:
        """Let the child solve the trivial task, if there is one; the reason to refuse it, or ""."""
        if self._trial is None:
            return ""
        (task,) = self._trial.tasks
        attempt = EvaluationJob(id=job.id, seed=job.seed, source=child, task=task.id)
        result = self._evaluate(self._trial, attempt, heard)
        if result.resolved:
            return ""
        why = result.reason or "Its patch does not pass the tests."
        tail = result.log[-2000:].decode(errors="replace")
        return f"The child does not solve the trivial task of the vetting. {why} {tail}".strip()

    def _labels(self, job: Job) -> tuple[tuple[str, str], ...]:
        return (("run", self._run), ("job", str(job.id)))


@dataclass(frozen=True, slots=True)
class _Attempt:
    patch: Patch
    reason: str
    log: bytes
    transcript: bytes
    flags: Mapping[str, str] = field(default_factory=dict)
    kept: Patch | None = None

    @property
    def graded(self) -> Patch:
        """What of the patch is judged."""
        return self.patch if self.kept is None else self.kept


@dataclass(frozen=True, slots=True)
class _Proposal:
    child: Source
    reason: str
    log: bytes
    notes: bytes
    transcript: bytes


def _examined(task: Task, attempt: "_Attempt") -> "_Attempt":
    """Flag what could change how tests run; leave it out where the benchmark allows that."""
    flags = tampering(attempt.patch)
    if not flags or task.keeps_tampering:
        return replace(attempt, flags=flags)
    graded = without(attempt.patch, flags)
    reason = attempt.reason
    if not reason and graded.is_empty:
        reason = "The agent changed only how tests run."
    return replace(attempt, flags=flags, kept=graded, reason=reason)


def _refuse(parent: Source, child: Source, packages: frozenset[str]) -> str:
    """Why a proposed child cannot be an agent, or ""."""
    if meaning(child) == meaning(parent):
        same = dict(child) == dict(parent)
        looks = "" if same else " in all but blanks, comments and documentation"
        return f"The child is the same as its parent{looks}."
    try:
        check_source(child)
        unwanted = refused(read_manifest(child).requirements, packages)
    except (InvalidSource, InvalidAgent) as error:
        return f"The child is no agent: {error}."
    return f"This run does not allow agents to require {', '.join(unwanted)}." if unwanted else ""
