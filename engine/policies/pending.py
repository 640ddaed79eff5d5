"""What evaluations that still run say of their agents.

Where resolving takes less time than failing, an agent's first verdicts are its good ones: beside
evaluations that run its tally flatters it, the more the younger it is. Which verdicts are missing
is no accident, and so it tells something: how much is seen from the verdicts that there are. The
clock is the order in which things happen: an evaluation has waited for as many jobs as have ended
since it began. With one worker nothing ever runs while a decision is made,
and where resolving takes as long as failing, nothing is told.
"""

from dataclasses import replace
from typing import cast

import numpy as np

from archive.lineage import Counts, Lineage
from engine.policies.rasch_model import FIT_VARIANCE, Judgement, attenuation, sg
from engine.policies.verdict_table import Floats

_CASES = 2
"""Until there are far more verdicts of a kind than this, they are taken to wait like any other."""
_PRIOR = 2
"""An agent's chances are at first those of everybody, which count like so many verdicts."""
_ROUNDS = 5
"""What runs says of an agent's chances, and those of what runs; it converges at once."""


def odds_by_waiting(lineage: Lineage) -> Floats:
    """For every evaluation that runs, by what its odds to resolve its task are to be multiplied, as
    it was overtaken so often and still runs: P(so often | resolved) / P(so often | unresolved).
    """
    at_least = np.cumsum(lineage.waits[:, ::-1], axis=1)[:, ::-1]
    ended = at_least[:, :1]
    share = (at_least.sum(0) + 1) / (ended.sum() + 1)
    unresolved, resolved = (at_least + _CASES * share) / (ended + _CASES)
    return np.asarray((resolved / unresolved)[lineage.pending_wait])


def expected_outcomes(lineage: Lineage, chances: Floats) -> Floats:
    """How likely every evaluation that runs will resolve its task, given its chances at the start;
    all of shape (evaluations that run,).
    """
    odds = chances * odds_by_waiting(lineage)
    return np.asarray(odds / (odds + 1 - chances))


def with_expected_tallies(lineage: Lineage) -> Lineage:
    """The lineage with tallies of agents and clades that have the shares which are to be expected
    when everything that runs has ended; no whole numbers then. How many verdicts there are stays:
    waiting tells of their share, and is none.
    """
    agents = lineage.pending_agent
    if not len(agents):
        return lineage
    ended = lineage.resolved + lineage.unresolved
    running = np.bincount(agents, minlength=len(lineage))
    resolved = lineage.resolved.astype(float)
    for _ in range(_ROUNDS):
        common = (resolved.sum() + 1) / ((ended + running).sum() + 2)
        chances = (resolved + _PRIOR * common) / (ended + running + _PRIOR)
        outcomes = expected_outcomes(lineage, chances[agents])
        coming = np.bincount(agents, outcomes, minlength=len(lineage))
        resolved = np.asarray(lineage.resolved + coming, float)
    moved = resolved * ended / (ended + running).clip(1) - lineage.resolved
    return replace(
        lineage,
        resolved=_added(lineage.resolved, moved),
        unresolved=_added(lineage.unresolved, -moved),
        clade_resolved=_added(lineage.clade_resolved, _of_clades(lineage, moved)),
        clade_unresolved=_added(lineage.clade_unresolved, _of_clades(lineage, -moved)),
    )


def _of_clades(lineage: Lineage, amounts: Floats) -> Floats:
    """Summed over each agent and all its descendants."""
    total = np.zeros(len(lineage))
    for agent in np.flatnonzero(amounts).tolist():
        total[list(lineage.ancestry(agent))] += amounts[agent]
    return total


def _added(column: Counts, amounts: Floats) -> Counts:
    """Floats, though a lineage's columns are called counts: policies only compare and draw."""
    return cast("Counts", column + amounts)


def with_expected_abilities(lineage: Lineage, judgement: Judgement) -> Judgement:
    """The judgement of agents of whom something runs, with what its waiting says: one Newton step
    on the likelihood p P(so long | resolved) + (1 - p) P(so long | unresolved) of each.
    """
    agents, tasks = lineage.pending_agent, lineage.pending_task
    if not len(agents):
        return judgement
    factor = attenuation(judgement.difficulty_variance + FIT_VARIANCE)[tasks]
    chances = sg(factor * (judgement.ability[agents] - judgement.difficulty[tasks]))
    outcomes = expected_outcomes(lineage, chances)
    told = factor**2 * np.maximum(chances * (1 - chances) - outcomes * (1 - outcomes), 0)
    count = len(lineage)
    precision = 1 / judgement.variance + np.bincount(agents, told, minlength=count)
    pull = np.bincount(agents, factor * (outcomes - chances), minlength=count)
    return replace(judgement, ability=judgement.ability + pull / precision, variance=1 / precision)
