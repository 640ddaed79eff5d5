"""Lineages side by side as one forest, and a Gaussian walk down its trees, solved exactly."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage

STEP_VARIANCE = 0.25
"""sigma^2, of one self-modification."""
ROOT_VARIANCE = 9.0
"""V_0"""
BLOCK = 16_384
"""Verdicts gone through together, so that what is made of them stays in the processor's cache."""

Floats = NDArray[np.float64]
Indexes = NDArray[np.int64]


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
    """Shape (agents,): how many verdicts there are on each, and below how many are resolved."""
    solved: Indexes
    place: Indexes
    """Shape (agents,): lineage by lineage, by id: where in the arrays above the agent is."""
    tasks: int
    task_tree: Indexes
    agent_of: Indexes
    """Shape (verdicts,), as are the next two."""
    task_of: Indexes
    resolved: Indexes
    """1 or 0."""

    @classmethod
    def of(cls, lineages: Sequence[Lineage]) -> Self:
        """The lineages' trees and verdicts."""
        sizes = np.array([len(each) for each in lineages])
        tasks = np.array([len(each.tasks) for each in lineages])
        first_agent, first_task = _starts(sizes), _starts(tasks)
        depth = _joined([each.depth for each in lineages])
        order = _sorted_by(depth)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        # A root is its own parent.
        parent = _joined([each.parent for each in lineages], first_agent)
        parent = np.where(depth > 0, parent, np.arange(len(order)))
        ends = np.cumsum(np.bincount(depth))
        solved = _joined([each.resolved for each in lineages])
        return cls(
            trees=len(lineages),
            tree=np.repeat(np.arange(len(lineages)), sizes).take(order),
            parent=place.take(parent.take(order)),
            levels=tuple(slice(*pair) for pair in zip([0, *ends[:-1]], ends, strict=True)),
            attempted=(solved + _joined([each.unresolved for each in lineages])).take(order),
            solved=solved.take(order),
            place=place,
            tasks=int(tasks.sum()),
            task_tree=np.repeat(np.arange(len(lineages)), tasks),
            agent_of=place.take(_joined([each.verdict_agent for each in lineages], first_agent)),
            task_of=_joined([each.verdict_task for each in lineages], first_task),
            resolved=_joined([each.verdict_resolved for each in lineages]),
        )

    def blocks(self) -> Iterator[tuple[Indexes, Indexes, Floats]]:
        """Agent, task and whether it is resolved, of all verdicts, some at a time."""
        for start in range(0, len(self.agent_of), BLOCK):
            part = slice(start, start + BLOCK)
            yield self.agent_of[part], self.task_of[part], self.resolved[part].astype(float)


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
    drift each. Equal to inverting the whole precision matrix.
    """
    below, evidence = precision.copy(), information.copy()
    slope, sent, told = np.empty_like(below), np.zeros_like(below), np.zeros_like(below)
    for level in forest.levels[:0:-1]:
        parent, weight = forest.parent[level], below[level]
        follows = 1 / (1 + STEP_VARIANCE * weight)
        slope[level] = follows
        sent[level] = weight * follows
        told[level] = (evidence[level] - weight * drift[level]) * follows
        np.add.at(below, parent, sent[level])
        np.add.at(evidence, parent, told[level])
    roots = forest.levels[0]
    slope[roots] = 1 / (1 + ROOT_VARIANCE * below[roots])
    variance = STEP_VARIANCE * slope
    variance[roots] = ROOT_VARIANCE * slope[roots]
    mean = variance * evidence
    mean[roots.stop :] += slope[roots.stop :] * drift[roots.stop :]
    squared = slope * slope
    for level in forest.levels[1:]:
        parent = forest.parent[level]
        mean[level] += slope[level] * mean.take(parent)
        variance[level] += squared[level] * variance.take(parent)
    cavity_mean, cavity_variance = _cavities(forest, mean, variance, sent, told)
    cavity_mean += drift
    cavity_mean[roots], cavity_variance[roots] = 0.0, ROOT_VARIANCE
    return Messages(mean, variance, below, slope, cavity_mean, cavity_variance)


def _cavities(
    forest: Forest, mean: Floats, variance: Floats, sent: Floats, told: Floats
) -> tuple[Floats, Floats]:
    """What would be known of the parent without what a child tells; and a step of walk on it."""
    precision = np.reciprocal(variance.take(forest.parent))
    cavity_mean = mean.take(forest.parent)
    cavity_mean *= precision
    cavity_mean -= told
    precision -= sent
    without = np.reciprocal(np.maximum(precision, 1e-6, out=precision), out=precision)
    cavity_mean *= without
    without += STEP_VARIANCE
    return cavity_mean, without


def _joined(columns: Sequence[Indexes], starts: Indexes | None = None) -> Indexes:
    """One after another, each raised by its start; a single one is not copied, as it is long."""
    if len(columns) == 1:
        return columns[0]
    if starts is None:
        return np.concatenate(columns)
    return np.concatenate([each + start for each, start in zip(columns, starts, strict=True)])


def _sorted_by(depth: Indexes) -> Indexes:
    """The order of depths, the first first among equals; short numbers are sorted faster."""
    if depth.max(initial=0) < 2**15:
        depth = depth.astype(np.int16)
    return np.argsort(depth, kind="stable")


def _starts(sizes: Indexes) -> Indexes:
    return np.asarray(np.cumsum(sizes) - sizes)
