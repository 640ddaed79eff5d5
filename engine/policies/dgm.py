"""The Darwin Gödel Machine's policy."""

import numpy as np

from archive.lineage import Lineage
from engine.budget import BudgetLeft
from engine.policies.belief import (
    Belief,
    Floats,
    counted,
    counted_clade_interval,
    counted_metaproductivity,
)
from engine.policies.choices import Agents, evaluable, expandable
from engine.policies.outlook import Outlook, certain
from engine.policies.policy import Action, Evaluate, Expand


class DGM:
    """Open-ended exploration (DGM, arXiv 2505.22954, appendix A.2): parents in proportion to
    sigmoid(steepness (score - midpoint)) / (1 + children), each child evaluated in stages.

    Stages are numbers of tasks, in the benchmark's order (lists such as dgm-200 have the paper's):
    an agent moves from one to the next when it resolved at least
    `pass_share` of the last (the paper: 10, 60, then all, with at least 40 % between them). A new
    expansion starts when no agent has evaluations left in its stage. Agents without a resolved
    task can be parents, unlike in the published code: the sigmoid makes them unlikely enough.
    """

    name = "dgm"

    def __init__(
        self,
        *,
        stages: tuple[int, ...] = (10, 60),
        pass_share: float = 0.4,
        steepness: float = 10.0,
        midpoint: float = 0.5,
    ) -> None:
        self.stages = stages
        self.pass_share = pass_share
        self.steepness = steepness
        self.midpoint = midpoint

    def decide(
        self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator
    ) -> Action | None:
        """Finish the newest agents' stages, then expand."""
        agent = self._staged(lineage)
        if agent is not None:
            return Evaluate(agent, lineage.tasks[lineage.untried(agent)[0]])
        parents = expandable(lineage)
        if len(parents):
            weights = self._weights(lineage, parents)
            return Expand(int(rng.choice(parents, p=weights / weights.sum())))
        return None

    def belief(self, lineage: Lineage) -> Belief:
        """See Policy."""
        return counted(lineage)

    def metaproductivity(self, lineage: Lineage) -> Floats:
        """See Policy."""
        return counted_metaproductivity(lineage)

    def outlook(self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator) -> Outlook:
        """See Policy."""
        parents, parent = expandable(lineage), certain(None, len(lineage))
        if len(parents):
            weights = self._weights(lineage, parents)
            parent[parents] = weights / weights.sum()
        candidate = certain(self._staged(lineage), len(lineage))
        low, high = counted_clade_interval(lineage)
        return Outlook(parent=parent, candidate=candidate, draws=0, clade_low=low, clade_high=high)

    def _staged(self, lineage: Lineage) -> int | None:
        """The first agent with evaluations to start in its stage."""
        among = (int(agent) for agent in evaluable(lineage))
        return next((agent for agent in among if self._in_stage(lineage, agent)), None)

    def _in_stage(self, lineage: Lineage, agent: int) -> bool:
        """Whether the agent's current stage still has evaluations to start."""
        resolved, unresolved = int(lineage.resolved[agent]), int(lineage.unresolved[agent])
        done = resolved + unresolved
        started = done + int(lineage.evaluating[agent])
        for size in self.stages:
            if started < size:
                return True
            if done < size or resolved < self.pass_share * done:
                return False
        return True

    def _weights(
        self, lineage: Lineage, parents: Agents
    ) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        resolved = lineage.resolved[parents]
        score = resolved / np.maximum(resolved + lineage.unresolved[parents], 1)
        promise = 1 / (1 + np.exp(-self.steepness * (score - self.midpoint)))
        weights: np.ndarray[tuple[int], np.dtype[np.float64]] = promise / (
            1 + lineage.children[parents] + lineage.expanding[parents]
        )
        return weights
