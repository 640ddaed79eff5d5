"""How well what is known of an agent tells what its descendants are worth (HGM, arXiv 2510.21614,
table 1): correlations of estimates with realised and with expected clade metaproductivity.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage
from engine.policies.belief import Floats, counted_metaproductivity
from engine.policies.rasch_belief import believe, metaproductivity
from engine.policies.rasch_model import THOROUGH, judge

_FEWEST = 3


class Estimate(StrEnum):
    """What a policy may go by when it chooses a parent."""

    OWN = "own share"
    """Resolved of the agent's own evaluations, as greedy, SICA and DGM do."""
    CLADE = "clade share"
    """Resolved of the clade's, as HGM does."""
    MODEL = "tree-rasch"
    """The share of all tasks that the Rasch model expects of the agent."""


class Target(StrEnum):
    """What its descendants are worth."""

    REALISED = "realised"
    """The best descendant, by (1 + resolved) / (2 + evaluations)."""
    EXPECTED = "expected"
    """The best of the clade, by the joint posterior of the Rasch model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """Pearson's, over agents that have descendants; nan where there are too few, or all alike."""

    plain: float
    weighted: float
    """By evaluations of the clade."""
    agents: int


Table = Mapping[tuple[Estimate, Target], Correlation]


def hindsight(lineage: Lineage) -> Table:
    """Of a whole run, as the paper has it. The same verdicts are in estimates and targets, so that
    the clade's share has an advantage.
    """
    evaluations = lineage.resolved + lineage.unresolved
    targets = {
        Target.REALISED: _best_below(lineage, _shrunk(lineage.resolved, evaluations)),
        Target.EXPECTED: metaproductivity(lineage, *judge([lineage], sweeps=THOROUGH)),
    }
    weights = lineage.clade_resolved + lineage.clade_unresolved
    inner = lineage.children > 0
    return {
        (estimate, target): _correlate(values, found, weights, inner)
        for estimate, values in _estimates(lineage).items()
        for target, found in targets.items()
    }


def foresight(early: Lineage, late: Lineage) -> Mapping[Estimate, Correlation]:
    """Of estimates at an early time with what was then seen of the best descendant, as realised;
    only verdicts that came later count there.
    """
    known = len(early)
    resolved, evaluations = late.resolved.copy(), late.resolved + late.unresolved
    resolved[:known] -= early.resolved
    evaluations[:known] -= early.resolved + early.unresolved
    found = _best_below(late, _shrunk(resolved, evaluations))[:known]
    weights = _below(late, evaluations)[:known]
    told = np.isfinite(found) & (early.resolved + early.unresolved > 0)
    return {
        estimate: _correlate(values, found, weights, told)
        for estimate, values in _estimates(early).items()
    }


def _estimates(lineage: Lineage) -> Mapping[Estimate, Floats]:
    judgement = judge([lineage], sweeps=THOROUGH)
    return {
        Estimate.OWN: lineage.resolved / np.maximum(lineage.resolved + lineage.unresolved, 1),
        Estimate.CLADE: counted_metaproductivity(lineage),
        Estimate.MODEL: believe(lineage, *judgement).accuracy,
    }


def _shrunk(resolved: NDArray[np.int64], evaluations: NDArray[np.int64]) -> Floats:
    """The mean of Beta(1 + resolved, 1 + unresolved); minus infinity where nothing is known."""
    return np.where(evaluations > 0, (1 + resolved) / (2 + evaluations), -np.inf)


def _best_below(lineage: Lineage, values: Floats) -> Floats:
    """The highest value among each agent's descendants, itself left out; -inf without any."""
    best = np.full(len(lineage), -np.inf)
    for agent in range(len(lineage) - 1, 0, -1):
        parent = lineage.parent[agent]
        best[parent] = max(best[parent], best[agent], values[agent])
    return best


def _below(lineage: Lineage, counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The sum over each agent's descendants, itself left out."""
    sums = np.zeros(len(lineage), dtype=np.int64)
    for agent in range(len(lineage) - 1, 0, -1):
        sums[lineage.parent[agent]] += sums[agent] + counts[agent]
    return sums


def _correlate(
    estimate: Floats, target: Floats, weights: NDArray[np.int64], among: NDArray[np.bool_]
) -> Correlation:
    among = among & np.isfinite(target) & (weights > 0)
    x, y, clade = estimate[among], target[among], weights[among].astype(np.float64)
    return Correlation(
        plain=_pearson(x, y, np.ones(len(x))),
        weighted=_pearson(x, y, clade),
        agents=len(x),
    )


def _pearson(x: Floats, y: Floats, weights: Floats) -> float:
    if len(x) < _FEWEST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    x, y = x - np.average(x, weights=weights), y - np.average(y, weights=weights)
    spread = np.average(x * x, weights=weights) * np.average(y * y, weights=weights)
    return float(np.average(x * y, weights=weights) / np.sqrt(spread))
