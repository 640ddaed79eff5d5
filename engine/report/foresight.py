"""How well what was first thought of agents predicted what became of their descendants."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.lineage import Lineage
from engine.policies.belief import Belief, Floats

EARLY = 5
"""Verdicts after which a score is an early one, and that descendants need to be counted."""
FEWEST = 8
"""Agents that a correlation needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """Agents with an early score and with descendants that were attempted often enough."""

    agents: Sequence[int]
    """Those whose descendants are known best come first."""
    early: Sequence[float]
    later: Sequence[float]
    correlation: float | None
    """Spearman's; None where there are too few or all are alike."""


class EarlyScores:
    """What was thought of every agent at the first moment with enough verdicts."""

    def __init__(self) -> None:
        self._scores: Floats = np.empty(0)

    def note(self, lineage: Lineage, belief: Belief) -> None:
        """One more moment."""
        more = np.full(len(lineage) - len(self._scores), np.nan)
        scores = np.concatenate([self._scores, more])
        new = np.isnan(scores) & (lineage.resolved + lineage.unresolved >= EARLY)
        self._scores = np.where(new, belief.accuracy, scores)

    def against(self, lineage: Lineage, belief: Belief) -> Foresight:
        """Beside what descendants do now, which is the last moment."""
        self.note(lineage, belief)
        resolved = lineage.clade_resolved - lineage.resolved
        verdicts = resolved + lineage.clade_unresolved - lineage.unresolved
        if belief.modelled:
            later = _mean_below(lineage, belief.accuracy)
        else:
            later = np.asarray(resolved / np.maximum(verdicts, 1))
        known = np.flatnonzero(~np.isnan(self._scores) & (verdicts >= EARLY))
        agents = known[np.argsort(-verdicts[known], kind="stable")]
        early, later = self._scores[agents], later[agents]
        return Foresight(
            agents=agents.tolist(),
            early=early.tolist(),
            later=later.tolist(),
            correlation=correlation(early, later),
        )


def _mean_below(lineage: Lineage, accuracy: Floats) -> Floats:
    """The mean over each agent's descendants, 0 where there are none."""
    total, count = np.zeros(len(lineage)), np.zeros(len(lineage))
    for agent in range(len(lineage) - 1, 0, -1):
        parent = lineage.parent.item(agent)
        total[parent] += total[agent] + accuracy[agent]
        count[parent] += count[agent] + 1
    return np.asarray(total / np.maximum(count, 1))


def correlation(first: Floats, second: Floats) -> float | None:
    """Spearman's rank correlation; None where there is nothing to say."""
    if len(first) < FEWEST:
        return None
    ranks, others = _ranks(first), _ranks(second)
    if np.ptp(ranks) == 0 or np.ptp(others) == 0:
        return None
    return float(np.corrcoef(ranks, others)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place])
