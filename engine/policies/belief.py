"""What a policy believes of every agent, on one scale whatever the policy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage
from engine.statistics import beta_quantile

BELIEF_QUANTILE = 0.01
_INTERVAL = (0.025, 0.975)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """Columns of shape (agents,), shares of the search tasks."""

    lower: Floats
    """What an agent resolves at least, by the policy's own caution: the run returns the highest."""
    accuracy: Floats
    """What it would resolve of all the tasks."""
    low: Floats
    """95 % interval of that."""
    high: Floats
    modelled: bool
    """Whether these are a model's estimates rather than counts."""


def counted(lineage: Lineage) -> Belief:
    """From tallies alone; `lower` is the 1 % quantile of Beta(1 + resolved, 1 + unresolved) (HGM,
    arXiv 2510.21614, section 3.2).
    """
    resolved, unresolved = lineage.resolved, lineage.unresolved
    low, high = (beta_quantile(resolved, unresolved, quantile=each) for each in _INTERVAL)
    return Belief(
        lower=beta_quantile(resolved, unresolved, quantile=BELIEF_QUANTILE),
        accuracy=_share(resolved, unresolved),
        low=low,
        high=high,
        modelled=False,
    )


def counted_metaproductivity(lineage: Lineage) -> Floats:
    """HGM's estimate of CMP: the share of resolved tasks of every agent's clade (section 3.1)."""
    return _share(lineage.clade_resolved, lineage.clade_unresolved)


def counted_clade_interval(lineage: Lineage) -> tuple[Floats, Floats]:
    """95 % interval of that share, from the clade's tally as if it were one agent's."""
    tallies = lineage.clade_resolved, lineage.clade_unresolved
    low, high = (beta_quantile(*tallies, quantile=each) for each in _INTERVAL)
    return low, high


def _share(resolved: NDArray[np.int64], unresolved: NDArray[np.int64]) -> Floats:
    return np.asarray(resolved / np.maximum(resolved + unresolved, 1))
