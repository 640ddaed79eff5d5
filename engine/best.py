"""Which agent a run returns."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage
from engine.statistics import beta_quantile

BELIEF_QUANTILE = 0.01


class Criterion(StrEnum):
    """What "best" may mean."""

    POSTERIOR = "posterior"
    CLADE = "clade"
    MEAN = "mean"


def belief(lineage: Lineage) -> NDArray[np.float64]:
    """The 1 % quantile of Beta(1 + resolved, 1 + unresolved) of every agent (HGM, section 3.2)."""
    return beta_quantile(lineage.resolved, lineage.unresolved, quantile=BELIEF_QUANTILE)


def ranked(lineage: Lineage, criterion: Criterion = Criterion.POSTERIOR) -> list[int]:
    """Every agent, the best first; the older among equals.

    The posterior's first is the best-belief agent: the run's final answer.
    """
    match criterion:
        case Criterion.POSTERIOR:
            score = belief(lineage)
        case Criterion.CLADE:
            score = _share(lineage.clade_resolved, lineage.clade_unresolved)
        case Criterion.MEAN:
            score = _share(lineage.resolved, lineage.unresolved)
    return [int(agent) for agent in np.argsort(-score, kind="stable")]


def best_belief(lineage: Lineage) -> int:
    """The agent that the run returns."""
    return ranked(lineage)[0]


def _share(resolved: NDArray[np.int64], unresolved: NDArray[np.int64]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = resolved / np.maximum(resolved + unresolved, 1)
    return share
