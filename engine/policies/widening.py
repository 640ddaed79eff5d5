"""Asynchronous search that widens the tree as evaluations come in: HGM's schedule."""

from collections.abc import Callable
from dataclasses import dataclass

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
from engine.policies.choices import Agents, evaluable, evaluate_on_any_task, expandable
from engine.policies.outlook import Outlook, certain, drawn, worthwhile_draws
from engine.policies.pending import with_expected_tallies
from engine.policies.policy import Action, Expand

_SMALLEST_FRACTION = 1e-3

Choice = Callable[[Lineage, Agents, float, np.random.Generator], int]
"""Picks one of the given agents, at least one; the third argument is tau."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widening:
    """Expand iff N^alpha >= number of agents, else evaluate (HGM, arXiv 2510.21614, algorithm 1).

    N counts evaluations started, agents include those being made, and the first `first_expansions`
    actions expand the root. tau = B/b, b what is left of the budget B, sharpens the choices as the
    budget runs out. Where nobody can be expanded it evaluates, and the other way round.
    """

    name: str
    parent: Choice
    candidate: Choice
    alpha: float = 0.6
    first_expansions: int = 5
    pending: bool = False
    """Whether what runs counts in tallies, as what it is likely to come to."""

    def decide(
        self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator
    ) -> Action | None:
        """One step of algorithm 1."""
        lineage = with_expected_tallies(lineage) if self.pending else lineage
        tau = _sharpness(budget)
        parents, candidates = expandable(lineage), evaluable(lineage)
        if self._begins(lineage, parents):
            return Expand(0)
        if len(parents) and (self._widens(lineage) or not len(candidates)):
            return Expand(self.parent(lineage, parents, tau, rng))
        if len(candidates):
            agent = self.candidate(lineage, candidates, tau, rng)
            return evaluate_on_any_task(lineage, agent, rng)
        return None

    def belief(self, lineage: Lineage) -> Belief:
        """See Policy."""
        return counted(lineage)

    def metaproductivity(self, lineage: Lineage) -> Floats:
        """See Policy."""
        return counted_metaproductivity(lineage)

    def outlook(self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator) -> Outlook:
        """See Policy."""
        low, high = counted_clade_interval(lineage)
        lineage = with_expected_tallies(lineage) if self.pending else lineage
        tau, count = _sharpness(budget), len(lineage)
        draws = worthwhile_draws(count)

        def shares(choose: Choice, among: Agents) -> Floats:
            if not len(among):
                return certain(None, count)
            return drawn(lambda: choose(lineage, among, tau, rng), count, draws=draws)

        parents = expandable(lineage)
        begins = self._begins(lineage, parents)
        return Outlook(
            parent=certain(0, count) if begins else shares(self.parent, parents),
            candidate=shares(self.candidate, evaluable(lineage)),
            draws=draws,
            clade_low=low,
            clade_high=high,
        )

    def _begins(self, lineage: Lineage, parents: Agents) -> bool:
        return lineage.expansions_started < self.first_expansions and 0 in parents

    def _widens(self, lineage: Lineage) -> bool:
        agents = len(lineage) + int(lineage.expanding.sum())
        return bool(lineage.evaluations_started**self.alpha >= agents)


def _sharpness(budget: BudgetLeft) -> float:
    return 1 / max(budget.fraction, _SMALLEST_FRACTION)


def draw_by_clade(lineage: Lineage, agents: Agents, tau: float, rng: np.random.Generator) -> int:
    """Thompson sampling of clade metaproductivity: the largest draw of
    Beta(tau (1 + clade resolved), tau (1 + clade unresolved)) (HGM, section 3.2).
    """
    samples = rng.beta(
        tau * (1 + lineage.clade_resolved[agents]), tau * (1 + lineage.clade_unresolved[agents])
    )
    return int(agents[np.argmax(samples)])


def draw_by_tally(lineage: Lineage, agents: Agents, tau: float, rng: np.random.Generator) -> int:
    """The same draw on each agent's own tally (HGM, section 3.2)."""
    samples = rng.beta(tau * (1 + lineage.resolved[agents]), tau * (1 + lineage.unresolved[agents]))
    return int(agents[np.argmax(samples)])


def best_mean(lineage: Lineage, agents: Agents, tau: float, rng: np.random.Generator) -> int:
    """The highest share of resolved tasks; among equals the one with more, then the older."""
    resolved = lineage.resolved[agents]
    share = resolved / np.maximum(resolved + lineage.unresolved[agents], 1)
    return int(agents[np.lexsort((-agents, resolved, share))[-1]])


def anyone(lineage: Lineage, agents: Agents, tau: float, rng: np.random.Generator) -> int:
    """Any of them, all equally likely."""
    return int(rng.choice(agents))


def root(lineage: Lineage, agents: Agents, tau: float, rng: np.random.Generator) -> int:
    """The oldest of them: the root, as long as it can be expanded."""
    return int(agents[0])
