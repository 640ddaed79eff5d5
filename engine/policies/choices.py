"""Choices that every policy makes in the same way."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage
from engine.policies.policy import Evaluate

MAX_FAILURES_IN_A_ROW = 5
"""Expansions of one agent that may fail one after another before it is given up as a parent."""

Mask = NDArray[np.bool_]
Agents = NDArray[np.intp]


def expandable(lineage: Lineage) -> Agents:
    """Agents worth another expansion.

    An agent whose last f expansions failed rests until 2^f further jobs have begun, unless there is
    nothing to evaluate meanwhile, and is given up after MAX_FAILURES_IN_A_ROW: a parent that cannot
    reproduce must not eat the budget.
    """
    worth = np.ones(len(lineage), np.bool_)
    failing = np.flatnonzero(lineage.failures_in_a_row)
    failures = lineage.failures_in_a_row[failing]
    worth[failing] = failures + lineage.expanding[failing] < MAX_FAILURES_IN_A_ROW
    if lineage.has_untried.any():
        rested = lineage.jobs_begun >= lineage.last_failure[failing] + np.exp2(failures)
        worth[failing] &= rested
    return np.flatnonzero(worth)


def barren(lineage: Lineage) -> Agents:
    """Agents given up as parents."""
    return np.flatnonzero(lineage.failures_in_a_row >= MAX_FAILURES_IN_A_ROW)


def evaluable(lineage: Lineage) -> Agents:
    """Agents with search tasks left to attempt."""
    return np.flatnonzero(lineage.has_untried)


def evaluate_on_any_task(lineage: Lineage, agent: int, rng: np.random.Generator) -> Evaluate:
    """Evaluate `agent` on one of its untried tasks, all equally likely."""
    untried: Sequence[int] = lineage.untried(agent)
    return Evaluate(agent, lineage.tasks[untried[int(rng.integers(len(untried)))]])
