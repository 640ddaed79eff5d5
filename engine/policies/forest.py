"""Lineages side by side as one forest, and a Gaussian walk down its trees, solved exactly."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from archive.lineage import Lineage
from engine.policies.verdict_table import Floats, Indexes, VerdictTable, sorted_by, starts

STEP_VARIANCE = 0.25
"""sigma^2, of one self-modification."""
ROOT_VARIANCE = 9.0
"""V_0"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Lineages side by side. Agents are sorted by depth, so that a level is a slice."""

    trees: int
    tree: Indexes
    """Shape (agents,): which lineage each agent is of."""
    parent: Indexes
    """Shape (agents,): the parent's place; a root is its own."""
    levels: tuple[slice, ...]
    attempted: Indexes
    """Shape (agents,): how many verdicts there are on each."""
    place: Indexes
    """Shape (agents,): lineage by lineage, by id: where in the arrays above the agent is."""
    tasks: int
    task_tree: Indexes
    verdicts: VerdictTable
    """By place; the unlucky ones are children that resolved nothing."""

    @classmethod
    def of(cls, lineages: Sequence[Lineage]) -> Self:
        """The lineages' trees and verdicts."""
        sizes = np.array([len(each) for each in lineages])
        tasks = np.array([len(each.tasks) for each in lineages])
        first_agent = starts(sizes)
        depth = _joined([each.depth for each in lineages])
        order = sorted_by(depth)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        # A root is its own parent.
        parent = _joined([each.parent for each in lineages], first_agent)
        parent = np.where(depth > 0, parent, np.arange(len(order)))
        ends = np.cumsum(np.bincount(depth))
        solved = _joined([each.resolved for each in lineages])
        attempted = solved + _joined([each.unresolved for each in lineages])
        code = 2 * _joined([each.verdict_task for each in lineages], starts(tasks))
        code += _joined([each.verdict_resolved for each in lineages])
        verdicts = VerdictTable.of(
            attempted,
            (depth > 0) & (attempted > 0) & (solved == 0),
            agent=_joined([each.verdict_agent for each in lineages], first_agent),
            turn=_joined([each.verdict_turn for each in lineages]),
            code=code,
            gap=2 * int(tasks.sum()),
        )
        return cls(
            trees=len(lineages),
            tree=np.repeat(np.arange(len(lineages)), sizes).take(order),
            parent=place.take(parent.take(order)),
            levels=tuple(slice(*pair) for pair in zip([0, *ends[:-1]], ends, strict=True)),
            attempted=attempted.take(order),
            place=place,
            tasks=int(tasks.sum()),
            task_tree=np.repeat(np.arange(len(lineages)), tasks),
            verdicts=replace(verdicts, order=place.take(verdicts.order)),
        )

    def spread(self, values: Floats) -> Floats:
        """What belongs to a lineage, for each of its agents: shape (agents,) or, of one, (1,)."""
        return values if self.trees == 1 else values.take(self.tree)

    def summed(self, values: Floats) -> Floats:
        """The agents' values, by lineage."""
        if self.trees == 1:
            return np.asarray(values.sum(keepdims=True))
        return np.asarray(np.bincount(self.tree, values, minlength=self.trees), float)


@dataclass(frozen=True, slots=True)
class Messages:
    """The exact posterior of a Gaussian forest."""

    mean: Floats
    variance: Floats
    precision: Floats
    """L, of all that is known from the agent's verdicts and from below."""
    slope: Floats
    """f = 1 / (1 + L sigma^2): mean_i = f mean_parent + ..."""
    cavity_mean: Floats
    """q: the prediction from the parent, without what is known from the agent and below."""
    cavity_variance: Floats
    """P"""


def pass_messages(
    forest: Forest, precision: Floats, information: Floats, drift: Floats
) -> Messages:
    """Up and down the trees; `precision` and `information` of each agent's own verdicts (l, h), a
    drift each or one for all. Equal to inverting the whole precision matrix.
    """
    below, evidence = precision.copy(), information.copy()
    drift = np.broadcast_to(drift, below.shape)
    slope, sent, told = np.empty_like(below), np.zeros_like(below), np.zeros_like(below)
    for level in forest.levels[:0:-1]:
        parent, weight, follows = forest.parent[level], below[level], slope[level]
        np.multiply(weight, STEP_VARIANCE, out=follows)
        follows += 1
        np.reciprocal(follows, out=follows)
        passed = np.multiply(weight, follows, out=sent[level])
        np.add.at(below, parent, passed)
        known = np.multiply(evidence[level], follows, out=told[level])
        known -= passed * drift[level]
        np.add.at(evidence, parent, known)
    roots = forest.levels[0]
    slope[roots] = 1 / (1 + ROOT_VARIANCE * below[roots])
    variance = STEP_VARIANCE * slope
    variance[roots] = ROOT_VARIANCE * slope[roots]
    mean = variance * evidence
    mean[roots.stop :] += slope[roots.stop :] * drift[roots.stop :]
    above = _from_above(forest, slope, mean, variance)
    cavity_mean, cavity_variance = _cavities(*above, sent, told)
    cavity_mean += drift
    cavity_mean[roots], cavity_variance[roots] = 0.0, ROOT_VARIANCE
    return Messages(mean, variance, below, slope, cavity_mean, cavity_variance)


def _from_above(
    forest: Forest, slope: Floats, mean: Floats, variance: Floats
) -> tuple[Floats, Floats]:
    """Add to every agent's mean and variance what its parent's make of them; the parents' own."""
    squared = slope * slope
    mean_above, variance_above = mean.copy(), variance.copy()
    for level in forest.levels[1:]:
        parent = forest.parent[level]
        # Given room, `take` is fast where it does not have to undo anything.
        above = mean.take(parent, out=mean_above[level], mode="clip")
        mean[level] += slope[level] * above
        above = variance.take(parent, out=variance_above[level], mode="clip")
        variance[level] += squared[level] * above
    return mean_above, variance_above


def _cavities(mean: Floats, variance: Floats, sent: Floats, told: Floats) -> tuple[Floats, Floats]:
    """What would be known of the parent without what a child tells, given all that is known of the
    parent; and a step of walk on it. In place of the first two.
    """
    precision = np.reciprocal(variance, out=variance)
    mean *= precision
    mean -= told
    precision -= sent
    without = np.reciprocal(np.maximum(precision, 1e-6, out=precision), out=precision)
    mean *= without
    without += STEP_VARIANCE
    return mean, without


def _joined(columns: Sequence[Indexes], starts: Indexes | None = None) -> Indexes:
    """One after another, each raised by its start; a single one is not copied, as it is long."""
    if len(columns) == 1:
        return columns[0]
    if starts is None:
        return np.concatenate(columns)
    return np.concatenate([each + start for each, start in zip(columns, starts, strict=True)])
