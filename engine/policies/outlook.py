"""What a policy has in mind with every agent: asked of the policy, not computed beside it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.policies.belief import Floats

_MOST_DRAWS, _FEWEST_DRAWS = 200, 50
_WORK = 1_000_000
"""Agents times draws: what is worth the time of somebody who looks on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Columns of shape (agents,): how likely each is chosen next, and how sure CMP is."""

    parent: Floats
    """How likely it is the next parent, were the next job an expansion."""
    candidate: Floats
    """How likely it is evaluated next, were the next job an evaluation."""
    draws: int
    """How many draws of the policy's own choice these are shares of; 0 where they are exact."""
    clade_low: Floats
    """95 % interval of what `metaproductivity` estimates."""
    clade_high: Floats


def drawn(choose: Callable[[], int], agents: int, *, draws: int) -> Floats:
    """The shares of draws in which each agent was chosen."""
    chosen = np.array([choose() for _ in range(draws)], np.int64)
    return np.asarray(np.bincount(chosen, minlength=agents) / draws)


def worthwhile_draws(agents: int) -> int:
    """How many draws to take among so many agents."""
    return min(_MOST_DRAWS, max(_FEWEST_DRAWS, _WORK // max(agents, 1)))


def certain(agent: int | None, agents: int) -> Floats:
    """One agent for sure, or nobody."""
    chances = np.zeros(agents)
    if agent is not None:
        chances[agent] = 1.0
    return chances
