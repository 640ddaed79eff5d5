"""The search that knows how hard tasks are and where in the tree an agent is: tree-Rasch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage
from engine.budget import ASSUMED_EXPANSION_COST, BudgetLeft
from engine.policies.belief import Belief
from engine.policies.choices import Agents, evaluable, expandable
from engine.policies.forest import STEP_VARIANCE
from engine.policies.outlook import Outlook, certain
from engine.policies.pending import with_expected_abilities
from engine.policies.policy import Action, Evaluate, Expand
from engine.policies.rasch_belief import believe, clade_interval, lower_bounds, metaproductivity
from engine.policies.rasch_model import (
    FIT_VARIANCE,
    THOROUGH,
    Judgement,
    attenuation,
    judge,
    sg,
)
from engine.policies.verdict_table import Floats

_OPTIMISM = 2.0
_PENDING_EXPANSION = 0.25
_PENDING_EVALUATION = 0.18
_MAY_BE_SOUND, _PROBABLY_SOUND = 0.3, 0.5
_DIGITS = 9
"""Scores closer than this are equal: sums in another order must not change a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TreeRasch:
    """Optimism in the face of what engine.policies.rasch_model does not know yet.

    Expand iff evaluations^alpha >= number of agents, as HGM does (the left side times the root of
    5 / what an expansion costs in evaluations), the agent whose next child is expected to improve
    most on the best; but first evaluate whoever was never evaluated, so that a burst of expansions
    is no flat one. Else evaluate the agent with the highest optimistic ability, on the task that
    says most about it. The last `verification` of the budget only evaluates whoever looks best,
    until it has attempted every task. Work that runs lowers what more of it is worth. Nothing is
    drawn at random.
    """

    alpha: float
    name: str = "tree-rasch"
    verification: float = 0.05
    pending: bool = False
    """Whether what runs counts, as what its waiting says of it."""

    def decide(
        self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator
    ) -> Action | None:
        """One step."""
        return self.decide_all([lineage], [budget], [rng])[0]

    def decide_all(
        self,
        lineages: Sequence[Lineage],
        budgets: Sequence[BudgetLeft],
        rngs: Sequence[np.random.Generator],
    ) -> list[Action | None]:
        """One step of each of several runs: what `decide` says, at a fraction of its cost."""
        steps = zip(lineages, budgets, judge(lineages), strict=True)
        return [self._step(*each) for each in steps]

    def lower_all(self, lineages: Sequence[Lineage]) -> list[Floats]:
        """Belief.lower of each of several lineages, again for less than one by one."""
        judgements = judge(lineages, sweeps=THOROUGH)
        return [lower_bounds(*each) for each in zip(lineages, judgements, strict=True)]

    def belief(self, lineage: Lineage) -> Belief:
        """See Policy."""
        return believe(lineage, *judge([lineage], sweeps=THOROUGH))

    def metaproductivity(self, lineage: Lineage) -> Floats:
        """See Policy."""
        return metaproductivity(lineage, *judge([lineage], sweeps=THOROUGH))

    def outlook(self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator) -> Outlook:
        """See Policy."""
        (judgement,) = judge([lineage])
        judgement = with_expected_abilities(lineage, judgement) if self.pending else judgement
        parents, candidates = expandable(lineage), evaluable(lineage)
        parent = candidate = None
        if len(parents):
            parent = choose_parent(lineage, judgement, parents)
        if len(candidates):
            new = candidates[_is_new(lineage)[candidates]]
            verifies = budget.fraction <= self.verification
            among = (
                new if len(new) and self._widens(lineage, budget) and not verifies else candidates
            )
            candidate = choose_candidate(lineage, judgement, among, verifies=verifies)
        count = len(lineage)
        low, high = clade_interval(lineage, *judge([lineage], sweeps=THOROUGH))
        return Outlook(
            parent=certain(parent, count),
            candidate=certain(candidate, count),
            draws=0,
            clade_low=low,
            clade_high=high,
        )

    def _step(self, lineage: Lineage, budget: BudgetLeft, judgement: Judgement) -> Action | None:
        judgement = with_expected_abilities(lineage, judgement) if self.pending else judgement
        verifies = budget.fraction <= self.verification
        parents, candidates = expandable(lineage), evaluable(lineage)
        widens = self._widens(lineage, budget) and not verifies
        new = candidates[_is_new(lineage)[candidates]]
        if widens and len(new):
            candidates = new
        elif len(parents) and (widens or not len(candidates)):
            return Expand(choose_parent(lineage, judgement, parents))
        if not len(candidates):
            return None
        agent = choose_candidate(lineage, judgement, candidates, verifies=verifies)
        return Evaluate(agent, lineage.tasks[choose_task(lineage, judgement, agent)])

    def _widens(self, lineage: Lineage, budget: BudgetLeft) -> bool:
        agents = len(lineage) + int(lineage.expanding.sum())
        thrift = (ASSUMED_EXPANSION_COST / budget.expansion_cost) ** 0.5
        return bool(thrift * lineage.evaluations_started**self.alpha >= agents)


def _is_new(lineage: Lineage) -> NDArray[np.bool_]:
    """Whether nothing is known of an agent and nothing is being found out."""
    known = lineage.resolved + lineage.unresolved + lineage.evaluating
    return np.asarray(known == 0)


def choose_parent(lineage: Lineage, judgement: Judgement, parents: Agents) -> int:
    """By the expected improvement of a child on the best of the parents, among those that have
    resolved something; as long as nobody has, the root.
    """
    proven = parents[lineage.resolved[parents] > 0]
    if not len(proven):
        return int(parents[0])
    from scipy.special import ndtr

    ability = judgement.ability[proven]
    spread = np.sqrt(judgement.variance[proven] + STEP_VARIANCE)
    rise = ability + judgement.drift - ability.max()
    ratio = rise / spread
    density = np.exp(-ratio * ratio / 2) / np.sqrt(2 * np.pi)
    improvement = rise * ndtr(ratio) + spread * density
    return _highest(proven, improvement / (1 + _PENDING_EXPANSION * lineage.expanding[proven]))


def choose_candidate(
    lineage: Lineage, judgement: Judgement, candidates: Agents, *, verifies: bool
) -> int:
    """The highest optimistic ability, or what looks best where it `verifies`; nobody who is
    probably broken, as long as there is anybody else.
    """
    least = _PROBABLY_SOUND if verifies else _MAY_BE_SOUND
    among = candidates[judgement.sound[candidates] > least]
    if not len(among):
        among = candidates
    if verifies:
        return _highest(among, judgement.ability[among])
    variance = judgement.variance[among]
    pending = lineage.evaluating[among]
    left = variance / (1 + _PENDING_EVALUATION * variance * pending)
    return _highest(among, judgement.ability[among] + _OPTIMISM * np.sqrt(left))


def choose_task(lineage: Lineage, judgement: Judgement, agent: int) -> int:
    """The index of the untried task that says most about the agent: the largest k^2 p (1 - p)."""
    untried = np.array(lineage.untried(agent))
    factor = attenuation(judgement.difficulty_variance[untried] + FIT_VARIANCE)
    chance = sg(factor * (judgement.ability[agent] - judgement.difficulty[untried]))
    return _highest(untried, factor * factor * chance * (1 - chance))


def _highest(among: Agents, scores: Floats) -> int:
    """The first among equals; only what is near the highest needs rounding."""
    near = np.flatnonzero(scores > scores.max() - 2 * 10.0**-_DIGITS)
    return int(among[near[np.argmax(scores[near].round(_DIGITS))]])
