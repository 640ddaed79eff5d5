"""Which agent a run returns."""

from enum import StrEnum

import numpy as np

from archive.lineage import Lineage
from engine.policies.belief import Belief
from engine.policies.policy import Policy


class Criterion(StrEnum):
    """What "best" may mean."""

    POSTERIOR = "posterior"
    """What it resolves at least, by the policy's belief."""
    CLADE = "clade"
    """What the best of its clade resolves: CMP."""
    MEAN = "mean"
    """What it is expected to resolve."""


def ranked(
    lineage: Lineage, policy: Policy, criterion: Criterion = Criterion.POSTERIOR
) -> list[int]:
    """Every agent, the best first; the older among equals.

    The posterior's first is the best-belief agent: the run's final answer.
    """
    match criterion:
        case Criterion.POSTERIOR:
            score = policy.belief(lineage).lower
        case Criterion.CLADE:
            score = policy.metaproductivity(lineage)
        case Criterion.MEAN:
            score = policy.belief(lineage).accuracy
    return [int(agent) for agent in np.argsort(-score, kind="stable")]


def best_belief(lineage: Lineage, policy: Policy) -> int:
    """The agent that the run returns."""
    return best_of(policy.belief(lineage))


def best_of(belief: Belief) -> int:
    """The agent that a run with this belief would return."""
    return int(np.argmax(belief.lower))
