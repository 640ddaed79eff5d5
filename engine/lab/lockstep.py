"""Many simulated runs side by side, so that a policy that can decides for all of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.lineage import Lineage
from engine.budget import BudgetLeft
from engine.lab.simulation import Simulation
from engine.lab.world import Landscape, World
from engine.policies.belief import Floats
from engine.policies.policy import Action, BatchedPolicy, Policy

CHECKPOINTS = 20
"""At so many equal shares of the budget a run is asked what it would return."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one simulated run ended. Accuracies are expected shares of the tasks."""

    seed: int
    accuracy: float
    """Of the agent that was returned."""
    best: float
    """Of the best agent in the tree."""
    depth: int
    """Of the agent that was returned."""
    agents: int
    evaluations: int
    expansions: int
    work: float
    """What was spent, in evaluations."""
    makespan: float
    """From the first beginning to the last end, in evaluations."""
    curve: tuple[float, ...]
    """Accuracy of the agent that would have been returned, at each checkpoint; the last: at the
    end."""


class _Run:
    """A simulation with its random numbers and its curve."""

    def __init__(self, world: World, seed: int) -> None:
        self.simulation = Simulation(Landscape(world, seed), budget=world.budget)
        self.rng = np.random.default_rng(seed)
        self.seed = seed
        self._budget = world.budget
        self._curve: list[float] = []

    @property
    def is_at_checkpoint(self) -> bool:
        passed = int(CHECKPOINTS * self.simulation.spent / self._budget)
        return len(self._curve) < min(passed, CHECKPOINTS - 1)

    def note(self, lower: Floats) -> None:
        """What would be returned now, at every checkpoint passed since the last note."""
        accuracy = self.simulation.nodes[int(np.argmax(lower))].accuracy
        while self.is_at_checkpoint:
            self._curve.append(accuracy)

    def outcome(self, lower: Floats) -> Outcome:
        """The end, given what the policy believes then."""
        simulation, returned = self.simulation, int(np.argmax(lower))
        accuracy = simulation.nodes[returned].accuracy
        spent = simulation.ledger.spent
        missing = CHECKPOINTS - len(self._curve)
        return Outcome(
            seed=self.seed,
            accuracy=accuracy,
            best=max(node.accuracy for node in simulation.nodes),
            depth=simulation.nodes[returned].depth,
            agents=len(simulation.nodes),
            evaluations=spent.evaluations,
            expansions=spent.expansions,
            work=spent.work,
            makespan=simulation.clock,
            curve=(*self._curve, *[accuracy] * missing),
        )


@dataclass(frozen=True, slots=True)
class _OneByOne:
    """A policy that can decide for one run at a time only."""

    policy: Policy

    def decide_all(
        self,
        lineages: Sequence[Lineage],
        budgets: Sequence[BudgetLeft],
        rngs: Sequence[np.random.Generator],
    ) -> list[Action | None]:
        """See BatchedPolicy."""
        return [self.policy.decide(*each) for each in zip(lineages, budgets, rngs, strict=True)]

    def lower_all(self, lineages: Sequence[Lineage]) -> list[Floats]:
        """See BatchedPolicy."""
        return [self.policy.belief(lineage).lower for lineage in lineages]


_Decider = BatchedPolicy | _OneByOne


def simulate(world: World, policy: Policy, seeds: Sequence[int]) -> list[Outcome]:
    """One whole run for each seed; each as if it were alone."""
    # Once: asking whether something follows a protocol takes as long as some decisions.
    decider = policy if isinstance(policy, BatchedPolicy) else _OneByOne(policy)
    runs = [_Run(world, seed) for seed in seeds]
    going = runs
    while going := [run for run in going if run.simulation.advance()]:
        due = [run for run in going if run.is_at_checkpoint]
        for run, lower in zip(due, _lower(decider, due), strict=True):
            run.note(lower)
        for run, action in zip(going, _decisions(decider, going), strict=True):
            run.simulation.take(action)
    return [run.outcome(lower) for run, lower in zip(runs, _lower(decider, runs), strict=True)]


def _decisions(decider: _Decider, runs: Sequence[_Run]) -> list[Action | None]:
    return decider.decide_all(
        [run.simulation.lineage for run in runs],
        [run.simulation.left for run in runs],
        [run.rng for run in runs],
    )


def _lower(decider: _Decider, runs: Sequence[_Run]) -> list[Floats]:
    return decider.lower_all([run.simulation.lineage for run in runs]) if runs else []
