"""From the name a user gives to a policy."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.policies.dgm import DGM
from engine.policies.policy import Policy
from engine.policies.reserving import reserving
from engine.policies.tree_rasch import TreeRasch
from engine.policies.widening import (
    Widening,
    anyone,
    best_mean,
    draw_by_clade,
    draw_by_tally,
    root,
)

POLICIES: Mapping[str, Callable[[float], Policy]] = {
    # HGM, arXiv 2510.21614: parents by clade metaproductivity.
    "hgm": lambda alpha: Widening(
        name="hgm", parent=draw_by_clade, candidate=draw_by_tally, alpha=alpha
    ),
    # DGM, arXiv 2505.22954: parents by score and novelty, staged evaluation.
    "dgm": lambda alpha: DGM(),
    # SICA, arXiv 2504.15228: the best so far is the next parent.
    "greedy": lambda alpha: Widening(
        name="greedy", parent=best_mean, candidate=draw_by_tally, alpha=alpha
    ),
    "random": lambda alpha: Widening(name="random", parent=anyone, candidate=anyone, alpha=alpha),
    # No search over lineages at all: every child is the root's.
    "best-of-n": lambda alpha: Widening(
        name="best-of-n", parent=root, candidate=draw_by_tally, alpha=alpha
    ),
    # Abilities along the lineage and difficulties of tasks, judged together.
    "tree-rasch": lambda alpha: TreeRasch(alpha=alpha),
}
"""Name -> maker, given alpha, the exponent of the widening schedule (dgm has none)."""

COUNT_PENDING = ("hgm", "greedy", "best-of-n", "tree-rasch")
"""Policies that can allow for verdicts still to come: they go by tallies or abilities alone."""
_ALPHA = 0.6
_OWN_ALPHA = {"tree-rasch": 0.75}


def default_alpha(name: str) -> float:
    """The exponent with which a policy does best, as far as is known."""
    return _OWN_ALPHA.get(name, _ALPHA)


def make_policy(
    name: str,
    *,
    alpha: float | None = None,
    pareto_share: float = 0.0,
    pending: bool = False,
) -> Policy:
    """The policy of that name, one of POLICIES; without alpha, with its own. A share of its
    expansions can be reserved for the Pareto set, and those of COUNT_PENDING can allow for verdicts
    that are still to come.
    """
    policy = POLICIES[name](default_alpha(name) if alpha is None else alpha)
    if pending and isinstance(policy, Widening | TreeRasch):
        policy = replace(policy, pending=True)
    return reserving(policy, pareto_share)
