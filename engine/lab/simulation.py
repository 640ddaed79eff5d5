"""A whole run in a simulated world: the real ledger and lineage, workers that take their time."""

import heapq
from dataclasses import dataclass, field

from archive.lineage import Lineage, LineageBuilder
from archive.values import ExpansionOutcome, Verdict
from engine.budget import BudgetLeft, Cap, Ledger, Resource
from engine.lab.world import Birth, Landscape, Node
from engine.policies.policy import Action, Evaluate, Expand


@dataclass(frozen=True, slots=True, order=True)
class _Running:
    """A job on a worker; the first to end comes first."""

    ends: float
    job: int
    seconds: float = field(compare=False)
    result: Birth | Verdict = field(compare=False)


class Simulation:
    """Jobs begin, take their simulated time, and end, as the coordinator would drive them.

    Use: while `advance()`: `take(an action or None)`.
    """

    def __init__(self, landscape: Landscape, *, budget: float) -> None:
        world = landscape.world
        self._landscape = landscape
        self._builder = LineageBuilder([f"task-{number}" for number in range(world.tasks)])
        self._index = {f"task-{number}": number for number in range(world.tasks)}
        self.ledger = Ledger([Cap(Resource.WORK, budget)])
        self.nodes: list[Node] = [landscape.root]
        self._attempts: list[int] = [0]
        self._running: list[_Running] = []
        self._jobs = 0
        self._waits = False
        self.clock = 0.0
        self._builder.add_root()
        if world.root_known:
            self._evaluate_root()

    def _evaluate_root(self) -> None:
        """What is known before the run and costs it nothing."""
        for task, number in self._index.items():
            self._builder.begin_evaluation(self._jobs, 0, task)
            self._builder.finish_evaluation(self._jobs, _verdict(self.nodes[0], number))
            self._jobs += 1

    @property
    def lineage(self) -> Lineage:
        """What is known now."""
        return self._builder.view()

    @property
    def left(self) -> BudgetLeft:
        """Of the budget."""
        return self.ledger.left()

    @property
    def spent(self) -> float:
        """Work of all jobs that ended."""
        return self.ledger.spent.work

    def advance(self) -> bool:
        """Let jobs end until the policy has to decide; False where the run is over."""
        while True:
            may_start = self.ledger.exhausted() is None and not self._waits
            if may_start and len(self._running) < self._landscape.world.workers:
                return True
            if not self._running:
                return False
            self._end(heapq.heappop(self._running))

    def take(self, action: Action | None) -> None:
        """Begin what the policy decided; None: wait for the next end."""
        match action:
            case None:
                self._waits = True
            case Expand(agent):
                self.ledger.reserve_expansion()
                self._builder.begin_expansion(self._jobs, agent)
                birth = self._landscape.expand(self.nodes[agent], self._attempts[agent])
                self._attempts[agent] += 1
                self._start(birth.seconds, birth)
            case Evaluate(agent, task):
                self.ledger.reserve_evaluation()
                self._builder.begin_evaluation(self._jobs, agent, task)
                node, number = self.nodes[agent], self._index[task]
                self._start(float(node.seconds[number]), _verdict(node, number))

    def _start(self, seconds: float, result: Birth | Verdict) -> None:
        heapq.heappush(self._running, _Running(self.clock + seconds, self._jobs, seconds, result))
        self._jobs += 1

    def _end(self, running: _Running) -> None:
        self.clock, self._waits = running.ends, False
        match running.result:
            case Verdict() as verdict:
                self.ledger.settle_evaluation(running.seconds)
                self._builder.finish_evaluation(running.job, verdict)
            case Birth(None):
                self.ledger.settle_expansion(running.seconds)
                self._builder.finish_expansion(running.job, ExpansionOutcome.FAILED)
            case Birth(Node() as child):
                self.ledger.settle_expansion(running.seconds)
                agent = len(self.nodes)
                self._builder.finish_expansion(running.job, ExpansionOutcome.CHILD, child=agent)
                self.nodes.append(child)
                self._attempts.append(0)


def _verdict(node: Node, task: int) -> Verdict:
    return Verdict.RESOLVED if node.resolved[task] else Verdict.UNRESOLVED
