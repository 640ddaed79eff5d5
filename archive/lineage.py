"""Everything known of every agent, as columns; what policies decide on and views show."""

import math
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from archive.values import ExpansionOutcome, Tally, Verdict

if TYPE_CHECKING:
    import networkx as nx

Counts = NDArray[np.int64]

_COLUMNS = (
    "parent",
    "depth",
    "resolved",
    "unresolved",
    "clade_resolved",
    "clade_unresolved",
    "children",
    "failed",
    "failures_in_a_row",
    "last_failure",
    "expanding",
    "evaluating",
    "untried_count",
    "flagged",
    "_last_verdict",
)
_VERDICTS = ("verdict_agent", "verdict_task", "verdict_resolved", "verdict_turn", "_verdict_before")
_TOTALS = ("jobs_begun", "jobs_ended", "evaluations_started", "expansions_started", "errors")
_NOBODY: frozenset[int] = frozenset()
WAITS = 256
_WAITS_TO_DOUBLE = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """An immutable view: entry i of every column, shape (agents,), is agent i.

    Only search tasks count; sealed evaluations and errors are in no column but `errors`.
    """

    tasks: tuple[str, ...]
    """Ids of the search tasks; a task's index is its place here."""
    parent: Counts
    """-1 for the root."""
    depth: Counts
    resolved: Counts
    unresolved: Counts
    clade_resolved: Counts
    """Summed over the agent and all its descendants."""
    clade_unresolved: Counts
    children: Counts
    failed: Counts
    """Expansions that failed through the agent's fault."""
    failures_in_a_row: Counts
    last_failure: Counts
    """Number of jobs begun when the last expansion failed."""
    expanding: Counts
    """Expansions of it that are running."""
    evaluating: Counts
    untried_count: Counts
    """Tasks neither attempted to a verdict, nor running, nor given up after errors."""
    flagged: Counts
    """Evaluations whose patch could have changed how tests run."""
    jobs_begun: int
    jobs_ended: int
    """Without those that the search does not count."""
    evaluations_started: int
    expansions_started: int
    errors: int
    """Jobs, evaluations or expansions, that ended by the machine's fault."""
    verdict_agent: Counts
    """Shape (verdicts,), in the order in which they came: whose each verdict is, and below on which
    task, by index, and whether it is resolved. The same verdicts as in `outcomes`."""
    verdict_task: Counts
    verdict_resolved: Counts
    """1 or 0."""
    verdict_turn: Counts
    """How many verdicts on the same agent came before it."""
    pending_agent: Counts
    """Shape (evaluations that run,), in the order in which they began: whose each is, and below on
    which task, by index, and how long it has run, as a place in `waits`."""
    pending_task: Counts
    pending_wait: Counts
    waits: Counts
    """Shape (2, WAITS): how many verdicts, first the unresolved and then the resolved ones, came
    after a wait of `wait_of` that place; of verdicts that came while another evaluation ran."""
    _last_verdict: Counts
    """Where among the verdicts each agent's newest is, and below the one before it of the same
    agent; -1 for none."""
    _verdict_before: Counts
    _closed: Mapping[int, frozenset[int]]
    """Agent -> tasks that run or were given up; nothing for most."""

    def __len__(self) -> int:
        return len(self.parent)

    @property
    def has_untried(self) -> NDArray[np.bool_]:
        """Whether each agent has tasks left to attempt."""
        untried: NDArray[np.bool_] = self.untried_count > 0
        return untried

    def outcomes(self, agent: int) -> Mapping[int, bool]:
        """Task index -> resolved, for every verdict on this agent, the newest first."""
        found: dict[int, bool] = {}
        place = self._last_verdict.item(agent)
        while place >= 0:
            found.setdefault(self.verdict_task.item(place), bool(self.verdict_resolved[place]))
            place = self._verdict_before.item(place)
        return found

    def untried(self, agent: int) -> Sequence[int]:
        """Indexes of the tasks that this agent may still attempt, in benchmark order."""
        taken = self.outcomes(agent).keys() | self._closed.get(agent, _NOBODY)
        return [i for i in range(len(self.tasks)) if i not in taken]

    def tally(self, agent: int) -> Tally:
        """The agent's own tally."""
        return Tally(int(self.resolved[agent]), int(self.unresolved[agent]))

    def clade(self, agent: int) -> Tally:
        """The tally of the agent and all its descendants."""
        return Tally(int(self.clade_resolved[agent]), int(self.clade_unresolved[agent]))

    def ancestry(self, agent: int) -> tuple[int, ...]:
        """The agent, its parent, and so on to the root."""
        path = [agent]
        while (parent := int(self.parent[path[-1]])) >= 0:
            path.append(parent)
        return tuple(path)


class LineageBuilder:
    """Folds what begins and ends into a lineage; every event costs at most the agent's depth.

    An error frees the task for another attempt, until `max_attempts` errors on the same agent and
    task close it for good. Views share the builder's memory: it is copied before a change only
    where somebody still holds a view, or any part of one.
    """

    def __init__(self, tasks: Sequence[str], *, max_attempts: int = 3) -> None:
        self._tasks = tuple(tasks)
        self._index = {task: index for index, task in enumerate(self._tasks)}
        self._max_attempts = max_attempts
        self._columns: dict[str, Counts] = {}
        self._use(np.zeros((len(_COLUMNS), 64), np.int64))
        self._agents = 0
        self._verdicts = np.zeros((len(_VERDICTS), 64), np.int64)
        self._verdict_count = 0
        self._closed: dict[int, frozenset[int]] = {}
        self._attempts: dict[tuple[int, int], int] = {}
        self._evaluations: dict[int, tuple[int, int]] = {}
        self._pending: dict[int, int] = {}
        """Evaluation that runs -> how many jobs had ended when it began; in that order."""
        self._waits = np.zeros((2, WAITS), np.int64)
        self._expansions: dict[int, int] = {}
        self._totals = dict.fromkeys(_TOTALS, 0)
        self._view: Lineage | None = None

    def _use(self, table: Counts) -> None:
        self._table = table
        self._columns = dict(zip(_COLUMNS, table, strict=True))
        self._shown: weakref.ref[Counts] | None = None

    @classmethod
    def restored(
        cls, tasks: Sequence[str], state: Mapping[str, Counts], *, max_attempts: int
    ) -> Self:
        """A builder where another with the same tasks and attempts was when it gave its `state`."""
        builder = cls(tasks, max_attempts=max_attempts)
        builder._agents, builder._verdict_count = (
            state["table"].shape[1],
            state["verdicts"].shape[1],
        )
        builder._use(_with_room(state["table"]))
        builder._verdicts = _with_room(state["verdicts"])
        builder._totals = dict(zip(_TOTALS, state["totals"].tolist(), strict=True))
        builder._expansions = dict(state["expansions"].tolist())
        for agent, index, attempts in state["attempts"].tolist():
            builder._attempts[agent, index] = attempts
            if attempts >= max_attempts:
                builder._close(agent, index)
        for job, agent, index, since in state["evaluations"].tolist():
            builder._evaluations[job] = agent, index
            builder._pending[job] = since
            builder._close(agent, index)
        builder._waits = state["waits"].astype(np.int64)
        return builder

    def state(self) -> dict[str, Counts]:
        """Everything that `restored` needs besides tasks and attempts."""
        evaluations = [(job, *self._evaluations[job], each) for job, each in self._pending.items()]
        attempts = [(*pair, count) for pair, count in self._attempts.items()]
        return {
            "table": self._table[:, : self._agents],
            "verdicts": self._verdicts[:, : self._verdict_count],
            "totals": np.array(list(self._totals.values()), np.int64),
            "expansions": np.array(list(self._expansions.items()), np.int64).reshape(-1, 2),
            "evaluations": np.array(evaluations, np.int64).reshape(-1, 4),
            "waits": self._waits,
            "attempts": np.array(attempts, np.int64).reshape(-1, 3),
        }

    @property
    def agents(self) -> int:
        """How many there are; the next one's id."""
        return self._agents

    @property
    def jobs_begun(self) -> int:
        """How many jobs there are; the next one's number."""
        return self._totals["jobs_begun"]

    def add_root(self) -> None:
        """The first agent."""
        self._add_agent(-1)

    def begin_job(self) -> None:
        """A job that the search does not count: a sealed evaluation."""
        self._change()["jobs_begun"] += 1

    def begin_expansion(self, job: int, parent: int) -> None:
        """An expansion of `parent` runs."""
        totals = self._change()
        totals["jobs_begun"] += 1
        totals["expansions_started"] += 1
        self._expansions[job] = parent
        self._columns["expanding"][parent] += 1

    def finish_expansion(
        self, job: int, outcome: ExpansionOutcome, *, child: int | None = None
    ) -> None:
        """An expansion ended; `child` is the new agent's id, the next free one."""
        totals = self._change()
        totals["jobs_ended"] += 1
        parent = self._expansions.pop(job)
        columns = self._columns
        columns["expanding"][parent] -= 1
        match outcome:
            case ExpansionOutcome.CHILD:
                if child != self._agents:
                    raise ValueError(f"agent {child} cannot be born before agent {self._agents}")
                columns["children"][parent] += 1
                columns["failures_in_a_row"][parent] = 0
                self._add_agent(parent)
            case ExpansionOutcome.FAILED:
                columns["failed"][parent] += 1
                columns["failures_in_a_row"][parent] += 1
                columns["last_failure"][parent] = totals["jobs_begun"]
            case ExpansionOutcome.ERROR:
                totals["errors"] += 1

    def begin_evaluation(self, job: int, agent: int, task: str) -> None:
        """An evaluation of `agent` on a search task runs."""
        totals = self._change()
        totals["jobs_begun"] += 1
        totals["evaluations_started"] += 1
        index = self._index[task]
        self._evaluations[job] = agent, index
        self._pending[job] = self._totals["jobs_ended"]
        self._close(agent, index)
        self._columns["evaluating"][agent] += 1
        self._columns["untried_count"][agent] -= 1

    def finish_evaluation(self, job: int, verdict: Verdict, *, flagged: bool = False) -> None:
        """An evaluation ended."""
        totals = self._change()
        agent, index = self._evaluations.pop(job)
        wait = wait_of(totals["jobs_ended"] - self._pending.pop(job))
        totals["jobs_ended"] += 1
        self._columns["evaluating"][agent] -= 1
        if verdict is Verdict.ERROR:
            totals["errors"] += 1
            self._free(agent, index)
            return
        self._columns["flagged"][agent] += flagged
        resolved = verdict is Verdict.RESOLVED
        self._reopen(agent, index)
        self._add_verdict(agent, index, resolved)
        if self._pending:
            self._waits = self._waits.copy()
            self._waits[int(resolved), wait] += 1
        own = "resolved" if resolved else "unresolved"
        self._columns[own][agent] += 1
        clade, parent, ancestor = self._columns[f"clade_{own}"], self._columns["parent"], agent
        while ancestor >= 0:
            clade[ancestor] += 1
            ancestor = parent.item(ancestor)

    def view(self) -> Lineage:
        """The lineage as it is now; the same object as before where nothing happened since."""
        if self._view is None:
            # Whatever is derived from a view keeps `whole` alive, and nothing else does.
            whole = np.frombuffer(self._table.data, np.int64)
            whole.flags.writeable = False
            self._shown = weakref.ref(whole)
            # Later verdicts only ever come behind these.
            verdicts = self._verdicts[:, : self._verdict_count]
            verdicts.flags.writeable = False
            table = whole.reshape(self._table.shape)[:, : self._agents]
            known: dict[str, Any] = {
                **dict(zip(_COLUMNS, table, strict=True)),
                **dict(zip(_VERDICTS, verdicts, strict=True)),
                **self._totals,
            }
            ended = self._totals["jobs_ended"]
            running = [
                (*self._evaluations[job], wait_of(ended - since))
                for job, since in self._pending.items()
            ]
            agents, indexes, waits = np.array(running, np.int64).reshape(-1, 3).T
            self._view = Lineage(
                tasks=self._tasks,
                pending_agent=agents,
                pending_task=indexes,
                pending_wait=waits,
                waits=self._waits,
                **known,
                _closed=self._closed,
            )
        return self._view

    def _change(self) -> dict[str, int]:
        """Let go of what views share; the totals, to change them."""
        self._view = None
        if self._shown and self._shown() is not None:
            self._use(self._table.copy())
            self._closed = dict(self._closed)
        return self._totals

    def _close(self, agent: int, index: int) -> None:
        self._closed[agent] = self._closed.get(agent, _NOBODY) | {index}

    def _reopen(self, agent: int, index: int) -> None:
        if left := self._closed.pop(agent) - {index}:
            self._closed[agent] = left

    def _free(self, agent: int, index: int) -> None:
        attempts = self._attempts.get((agent, index), 0) + 1
        self._attempts[agent, index] = attempts
        if attempts < self._max_attempts:
            self._reopen(agent, index)
            self._columns["untried_count"][agent] += 1

    def _add_verdict(self, agent: int, index: int, resolved: bool) -> None:
        count, last = self._verdict_count, self._columns["_last_verdict"]
        if count == self._verdicts.shape[1]:
            self._verdicts = _doubled(self._verdicts)
        turn = self._columns["resolved"].item(agent) + self._columns["unresolved"].item(agent)
        self._verdicts[:, count] = agent, index, resolved, turn, last[agent]
        last[agent] = count
        self._verdict_count += 1

    def _add_agent(self, parent: int) -> None:
        self._change()
        agent = self._agents
        if agent == self._table.shape[1]:
            self._use(_doubled(self._table))
        columns = self._columns
        columns["parent"][agent] = parent
        columns["depth"][agent] = 0 if parent < 0 else columns["depth"][parent] + 1
        columns["untried_count"][agent] = len(self._tasks)
        columns["_last_verdict"][agent] = -1
        self._agents += 1


def wait_of(jobs: int) -> int:
    """Where a wait for so many jobs to end is counted: by itself while it is short, and with
    others that are some 4 % longer or shorter where it is not.
    """
    return min(int(_WAITS_TO_DOUBLE * math.log2(1 + jobs)), WAITS - 1)


def _doubled(table: Counts) -> Counts:
    return np.concatenate([table, np.zeros_like(table)], axis=1)


def _with_room(table: Counts) -> Counts:
    """A copy that can grow before it has to be copied again."""
    count = table.shape[1]
    roomy = np.zeros((len(table), max(64, count + count // 4)), np.int64)
    roomy[:, :count] = table
    return roomy


def as_graph(lineage: Lineage) -> "nx.DiGraph[int]":
    """The tree as a networkx graph, edges from parent to child, tallies as node attributes."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    for agent in range(len(lineage)):
        graph.add_node(agent, tally=lineage.tally(agent), clade=lineage.clade(agent))
        if (parent := int(lineage.parent[agent])) >= 0:
            graph.add_edge(parent, agent)
    return graph
