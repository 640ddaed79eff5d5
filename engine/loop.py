"""The coordinator: one thread decides and writes, workers compute and return values."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np

from archive.store import Archive
from archive.values import Evaluation, Expansion, ExpansionOutcome, Row, Source, Verdict
from engine.budget import Ledger
from engine.events import (
    Draining,
    Evaluated,
    Event,
    Expanded,
    JobStarted,
    Narrator,
    Progress,
    Waiting,
)
from engine.evidence import gather_evidence
from engine.jobs import (
    EvaluationJob,
    EvaluationResult,
    Executor,
    ExpansionJob,
    ExpansionResult,
    Finished,
    Job,
    MachineFailed,
    Result,
)
from engine.models.caps import Use
from engine.policies.choices import barren
from engine.policies.policy import Action, Evaluate, Expand, Policy
from engine.vetting import meaning
from engine.wishes import Wishes
from evals.benchmark import Benchmark, Split

_MAX_ERRORS_IN_A_ROW = 10
_SPARE_ATTEMPTS = 10
_WAIT_SECONDS = 0.5


class StopKind(StrEnum):
    """Why no further job was started."""

    BUDGET = "budget"
    FINISHED = "finished"
    BARREN = "barren"
    ERRORS = "errors"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a run, or of a session of it, and one sentence about it."""

    kind: StopKind
    sentence: str


@dataclass(frozen=True, slots=True)
class _Planned:
    """An action that may be a sealed evaluation, which no policy can ask for."""

    action: Action
    sealed: bool = False


class Coordinator:
    """Drives jobs through an executor and records what comes back.

    Killed at any instant and made anew on the same archive, it runs what was interrupted again, as
    itself, before it decides anything.
    """

    def __init__(
        self,
        archive: Archive,
        benchmark: Benchmark,
        executor: Executor,
        ledger: Ledger,
        narrator: Narrator,
        *,
        seed: int,
        improve_with_root: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._archive = archive
        self._benchmark = benchmark
        self._executor = executor
        self._ledger = ledger
        self._narrator = narrator
        self._seed = seed
        self._improve_with_root = improve_with_root
        self._clock = clock
        self._wall_before = ledger.spent.wall
        self._began = clock()
        self._running: dict[int, Row] = {}
        self._errors_in_a_row = 0
        self._meanings: dict[int, str] = {}
        used = [Use(each.tokens, each.cost) for each in archive.model_use() if each.role == "solve"]
        self._solving = sum(used, Use())
        self._hold_back()
        self._draining = False
        self._wishes = Wishes()

    def drain(self) -> None:
        """Start nothing more; safe to call from a signal handler."""
        self._draining = True

    def search(self, policy: Policy) -> Stop:
        """Expand and evaluate as the policy decides, until the budget or the work runs out."""

        def plan() -> _Planned | None:
            rng = np.random.default_rng((self._seed, self._archive.jobs_begun))
            action = policy.decide(self._archive.lineage(), self._ledger.left(), rng)
            return None if action is None else _Planned(action)

        return self._drive(plan, self._search_stop)

    def evaluate(self, agents: Iterable[int], tasks: Iterable[str]) -> Stop:
        """Evaluate each agent on each task where it has no verdict yet, outside the search.

        It is the report's wish or the user's, not the policy's: in no tally of the search, and of
        its budget only what models use counts.
        """
        chosen = list(agents)
        pairs = [(agent, task) for task in tasks for agent in chosen]
        wishes = self._wishes = Wishes(pairs, max_attempts=self._archive.max_attempts)
        for agent in set(chosen):
            for each in self._archive.evaluations(agent):
                wishes.note(each)

        def plan() -> _Planned | None:
            wish = wishes.next()
            return None if wish is None else _Planned(Evaluate(*wish), sealed=True)

        return self._drive(plan, self._unpayable)

    # -- the loop

    def _drive(
        self, plan: Callable[[], _Planned | None], stopped: Callable[[], Stop | None]
    ) -> Stop:
        """Keep the workers busy until `stopped` or `plan` says that nothing more is to start."""
        self._resume()
        said = False
        while True:
            self._ledger.tick(self._wall_before + self._clock() - self._began)
            stop = stopped()
            if stop and self._running and not said:
                said = True
                self._tell(Draining(stop.sentence))
            if not stop and len(self._running) < self._executor.workers:
                planned = plan()
                if planned:
                    self._start(self._begin(planned), resumed=False)
                    continue
                if not self._running:
                    return Stop(StopKind.FINISHED, "There was nothing left to do.")
            if not self._running:
                return stop or Stop(StopKind.FINISHED, "There was nothing left to do.")
            self._wait()

    def _search_stop(self) -> Stop | None:
        if cap := self._ledger.exhausted():
            return Stop(StopKind.BUDGET, f"The budget of {cap} is spent.")
        return self._interrupted() or self._root_is_barren()

    def _unpayable(self) -> Stop | None:
        if cap := self._ledger.unpayable():
            return Stop(StopKind.BUDGET, f"The budget of {cap} is spent.")
        return self._interrupted()

    def _interrupted(self) -> Stop | None:
        if self._draining:
            return Stop(StopKind.INTERRUPTED, "Stopped on request; the same command goes on.")
        if self._errors_in_a_row >= _MAX_ERRORS_IN_A_ROW:
            return Stop(
                StopKind.ERRORS,
                f"The last {self._errors_in_a_row} jobs failed through the machine's fault; "
                "hgm log shows how, hgm doctor may know why.",
            )
        return None

    def _root_is_barren(self) -> Stop | None:
        lineage = self._archive.lineage()
        if len(lineage) > 1 or not len(barren(lineage)):
            return None
        reasons = [each.reason for each in self._archive.expansions(0) if each.reason]
        return Stop(
            StopKind.BARREN,
            f"The root cannot reproduce: {len(reasons)} expansions failed, the last because: "
            f"{reasons[-1].splitlines()[0]}",
        )

    # -- starting jobs

    def _resume(self) -> None:
        for row in self._archive.running():
            if row.id not in self._running:
                self._start(row, resumed=True)

    def _begin(self, planned: _Planned) -> Row:
        """Reserve and record a job: from here on it exists, whatever happens to this process."""
        seed = self._job_seed()
        now = datetime.now(UTC)
        match planned.action:
            case Expand(agent):
                self._ledger.reserve_expansion()
                return self._archive.begin_expansion(agent, seed=seed, at=now)
            case Evaluate(agent, task):
                if not planned.sealed:
                    self._ledger.reserve_evaluation()
                return self._archive.begin_evaluation(
                    agent, task, sealed=planned.sealed, seed=seed, at=now
                )

    def _job_seed(self) -> int:
        sequence = np.random.SeedSequence((self._seed, self._archive.jobs_begun), spawn_key=(1,))
        return int(sequence.generate_state(1)[0])

    def _start(self, row: Row, *, resumed: bool) -> None:
        self._running[row.id] = row
        self._executor.submit(self._job(row))
        self._tell(JobStarted(row, resumed))

    def _job(self, row: Row) -> Job:
        match row:
            case Evaluation():
                source = self._archive.source(row.agent)
                return EvaluationJob(id=row.id, seed=row.seed, source=source, task=row.task)
            case Expansion():
                source = self._archive.source(row.parent)
                root = self._archive.source(0)
                return ExpansionJob(
                    id=row.id,
                    seed=row.seed,
                    source=source,
                    improver=root if self._improve_with_root else source,
                    evidence=gather_evidence(self._archive, self._benchmark, row.parent),
                )

    # -- recording results

    def _wait(self) -> None:
        finished = self._executor.next_finished(seconds=_WAIT_SECONDS)
        if finished is None:
            self._tell(Waiting())
        else:
            self._record(finished)

    def _record(self, finished: Finished) -> None:
        row = self._running.pop(finished.job)
        match row, finished.result:
            case Evaluation(), EvaluationResult() | MachineFailed() as result:
                self._record_evaluation(row, result)
            case Expansion(), ExpansionResult() | MachineFailed() as result:
                self._record_expansion(row, result)
            case _:
                raise TypeError(f"job {row.id} came back with a {type(finished.result).__name__}")

    def _record_evaluation(self, row: Evaluation, result: EvaluationResult | MachineFailed) -> None:
        if isinstance(result, MachineFailed):
            self._errors_in_a_row += 1
            evaluation = self._archive.finish_evaluation(
                row.id,
                Verdict.ERROR,
                reason=result.reason,
                seconds=result.seconds,
                exchanges=result.exchanges,
            )
        else:
            self._errors_in_a_row = 0
            evaluation = self._archive.finish_evaluation(
                row.id,
                Verdict.RESOLVED if result.resolved else Verdict.UNRESOLVED,
                reason=result.reason,
                seconds=result.seconds,
                patch=result.patch.encode(),
                flags=result.flags,
                log=result.log,
                grade_log=result.grade_log,
                transcript=result.transcript,
                exchanges=result.exchanges,
            )
        self._wishes.note(evaluation)
        self._settle(row, result)
        self._tell(Evaluated(evaluation))

    def _record_expansion(self, row: Expansion, result: ExpansionResult | MachineFailed) -> None:
        child = None
        if isinstance(result, ExpansionResult) and result.source is not None:
            result = self._without_twin(row.parent, result, result.source)
        if isinstance(result, MachineFailed):
            self._errors_in_a_row += 1
            expansion = self._archive.fail_expansion(
                row.id,
                ExpansionOutcome.ERROR,
                result.reason,
                seconds=result.seconds,
                exchanges=result.exchanges,
            )
        elif result.source is None:
            self._errors_in_a_row = 0
            expansion = self._archive.fail_expansion(
                row.id,
                ExpansionOutcome.FAILED,
                result.reason,
                seconds=result.seconds,
                log=result.log,
                notes=result.notes,
                transcript=result.transcript,
                exchanges=result.exchanges,
            )
        else:
            self._errors_in_a_row = 0
            child = self._archive.finish_expansion(
                row.id,
                source=result.source,
                seconds=result.seconds,
                log=result.log,
                notes=result.notes,
                transcript=result.transcript,
                exchanges=result.exchanges,
            )
            expansion = self._archive.expansion(row.id)
        self._settle(row, result)
        self._tell(Expanded(expansion, child))

    def _without_twin(self, parent: int, result: ExpansionResult, child: Source) -> ExpansionResult:
        """The result, or a failed one where this child does what a sibling or an ancestor does."""
        lineage = self._archive.lineage()
        found = meaning(child)
        siblings = np.flatnonzero(lineage.parent == parent).tolist()
        for relative in (*siblings, *lineage.ancestry(parent)):
            if relative not in self._meanings:
                self._meanings[relative] = meaning(self._archive.source(relative))
            if self._meanings[relative] == found:
                reason = f"The child is the twin of agent {relative}."
                return replace(result, source=None, reason=reason)
        return result

    def _settle(self, row: Row, result: Result | MachineFailed) -> None:
        """Outside the search, only what models used counts."""
        outside = isinstance(row, Evaluation) and row.sealed
        tokens = sum(each.input_tokens + each.output_tokens for each in result.exchanges)
        cost = sum(each.cost for each in result.exchanges)
        if outside:
            self._ledger.settle_outside(tokens=tokens, cost=cost)
        elif isinstance(row, Expansion):
            self._ledger.settle_expansion(result.seconds, tokens=tokens, cost=cost)
        else:
            self._ledger.settle_evaluation(result.seconds, tokens=tokens, cost=cost)
        if isinstance(result, EvaluationResult) and not outside:
            self._solving += Use(tokens, cost)
            self._hold_back()
        if isinstance(result, MachineFailed) and result.starved:
            self._ledger.starve()

    def _hold_back(self) -> None:
        """Keep what comparing the best agent with the root on the sealed tasks is likely to use."""
        attempts = 2 * sum(task.split is Split.TEST for task in self._benchmark.tasks)
        # A question is asked only where the most that it could use is left, which is a good deal
        # more than it uses in the end.
        attempts += attempts // 10 + _SPARE_ATTEMPTS if attempts else 0
        done, used = max(1, self._ledger.spent.evaluations), self._solving
        self._ledger.hold_back(
            tokens=attempts * used.tokens // done, cost=attempts * used.cost // done
        )

    def _tell(self, event: Event) -> None:
        progress = Progress(
            self._archive.lineage(), self._ledger.spent, tuple(self._running.values())
        )
        self._narrator.tell(event, progress)
