"""A share of the expansions for whoever is among the best at some task."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from archive.lineage import Lineage
from engine.budget import BudgetLeft
from engine.policies.belief import Belief, Floats
from engine.policies.choices import expandable
from engine.policies.outlook import Outlook
from engine.policies.pareto import pareto_set
from engine.policies.policy import Action, BatchedPolicy, Expand, Policy


@dataclass(frozen=True, slots=True)
class Reserving:
    """Another policy, whose every (1/share)th expansion goes to a member of the Pareto set, drawn
    in proportion to the tasks that it resolved (GEPA, arXiv 2507.19457, algorithm 2).

    When to expand stays the other policy's decision, and so does everything else. Which expansions
    are reserved depends on their number alone.
    """

    inner: Policy
    share: float

    @property
    def name(self) -> str:
        """The other policy's: it is still that one."""
        return self.inner.name

    def decide(
        self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator
    ) -> Action | None:
        """One step."""
        return self._redirected(self.inner.decide(lineage, budget, rng), lineage, rng)

    def belief(self, lineage: Lineage) -> Belief:
        """See Policy."""
        return self.inner.belief(lineage)

    def metaproductivity(self, lineage: Lineage) -> Floats:
        """See Policy."""
        return self.inner.metaproductivity(lineage)

    def outlook(self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator) -> Outlook:
        """See Policy."""
        outlook = self.inner.outlook(lineage, budget, rng)
        weights = self._reserved(lineage)
        return outlook if weights is None else replace(outlook, parent=weights)

    def _redirected(
        self, action: Action | None, lineage: Lineage, rng: np.random.Generator
    ) -> Action | None:
        weights = self._reserved(lineage) if isinstance(action, Expand) else None
        if weights is None:
            return action
        parents = np.flatnonzero(weights)
        return Expand(int(rng.choice(parents, p=weights[parents])))

    def _reserved(self, lineage: Lineage) -> Floats | None:
        """How likely each agent is the parent, shape (agents,), if the next expansion is reserved
        and there is anybody to reserve it for.
        """
        if not self.is_reserved(lineage.expansions_started):
            return None
        resolved, weights = pareto_set(lineage).tasks, np.zeros(len(lineage))
        for agent in expandable(lineage).tolist():
            weights[agent] = resolved.get(agent, 0)
        return weights / weights.sum() if weights.any() else None

    def is_reserved(self, expansion: int) -> bool:
        """Of every stretch of expansions the right share, its last ones."""
        return math.floor((expansion + 1) * self.share) > math.floor(expansion * self.share)


@dataclass(frozen=True, slots=True)
class BatchedReserving(Reserving):
    """The same for a policy that decides for several runs at once."""

    inner: BatchedPolicy

    def decide_all(
        self,
        lineages: Sequence[Lineage],
        budgets: Sequence[BudgetLeft],
        rngs: Sequence[np.random.Generator],
    ) -> list[Action | None]:
        """See BatchedPolicy."""
        actions = self.inner.decide_all(lineages, budgets, rngs)
        return [self._redirected(*each) for each in zip(actions, lineages, rngs, strict=True)]

    def lower_all(self, lineages: Sequence[Lineage]) -> list[Floats]:
        """See BatchedPolicy."""
        return self.inner.lower_all(lineages)


def reserving(policy: Policy, share: float) -> Policy:
    """The policy with so large a share of its expansions for the Pareto set; itself for 0."""
    if share == 0:
        return policy
    if isinstance(policy, BatchedPolicy):
        return BatchedReserving(policy, share)
    return Reserving(policy, share)
