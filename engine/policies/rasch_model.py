"""How good every agent and how hard every task is, judged together: a Rasch model on the lineage.

P(agent i resolves task j) = sg(theta_i - b_j) with sg the logistic function, b_j ~ N(0, s_b^2), the
root's theta ~ N(0, V_0), and a child's theta ~ N(its parent's + mu, sigma^2): a random walk with a
drift along the lineage. A child can also be broken, and then resolves nothing.

Abilities given difficulties are a Gaussian tree, solved exactly by one pass of messages from the
leaves to the root and one back; difficulties given abilities are one Newton step a task. Sweeps
over the two, always from the same start, come to where neither moves, so that the answer depends
on what is known and not on the order in which it came to be known.

Several lineages are judged side by side as one forest, which costs hardly more than the largest of
them; whoever judges only one gets the same numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage

TASK_VARIANCE = 4.0
"""s_b^2"""
STEP_VARIANCE = 0.25
"""sigma^2, of one self-modification."""
ROOT_VARIANCE = 9.0
"""V_0"""
FIT_VARIANCE = 0.25
"""tau^2: how far an agent's chance at a task is from what its ability says."""
BROKEN = 0.1
"""How many children are broken before anything is known of them."""
DRIFT_WEIGHT = 8
"""The drift's prior: so many self-modifications without effect."""
SWEEPS = 4
"""For one decision. The distance to the end halves with every sweep."""
THOROUGH = 24
"""Sweeps for what is shown and for the answer."""

_ATTENUATION = np.pi / 8
_NOTHING = 1e-12
_OVERSHOOT = 1.5
"""Abilities go the same way afterwards, so that steps of difficulties can be longer than Newton's
and the sweeps fewer: successive over-relaxation.
"""
_LARGEST_TASK_STEP, _LARGEST_AGENT_STEP, _LARGEST_DRIFT_STEP = 1.0, 2.0, 0.1

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
    place: Indexes
    """Shape (agents,): lineage by lineage, by id: where in the arrays above the agent is."""
    tasks: int
    task_tree: Indexes
    agent_of: Indexes
    """Shape (verdicts,), as are the next two."""
    task_of: Indexes
    resolved: Floats

    @classmethod
    def of(cls, lineages: Sequence[Lineage]) -> Self:
        """The lineages' trees and verdicts."""
        sizes = np.array([len(each) for each in lineages])
        tasks = np.array([len(each.tasks) for each in lineages])
        first_agent, first_task = _starts(sizes), _starts(tasks)
        depth = np.concatenate([each.depth for each in lineages])
        order = np.argsort(depth, kind="stable")
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        parent = np.concatenate([each.parent for each in lineages])
        parent = np.where(parent < 0, np.arange(len(order)), parent + np.repeat(first_agent, sizes))
        ends = np.cumsum(np.bincount(depth))
        verdicts = np.array([len(each.verdict_task) for each in lineages])
        agent_of = np.concatenate([each.verdict_agent for each in lineages])
        task_of = np.concatenate([each.verdict_task for each in lineages])
        return cls(
            trees=len(lineages),
            tree=np.repeat(np.arange(len(lineages)), sizes)[order],
            parent=place[parent[order]],
            levels=tuple(slice(*pair) for pair in zip([0, *ends[:-1]], ends, strict=True)),
            place=place,
            tasks=int(tasks.sum()),
            task_tree=np.repeat(np.arange(len(lineages)), tasks),
            agent_of=place[agent_of + np.repeat(first_agent, verdicts)],
            task_of=task_of + np.repeat(first_task, verdicts),
            resolved=np.concatenate([each.verdict_resolved for each in lineages]).astype(float),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the model believes of one lineage. Abilities and difficulties are in logits."""

    ability: Floats
    """Shape (agents,): posterior means of theta."""
    variance: Floats
    """Shape (agents,): of theta, given the difficulties."""
    sound: Floats
    """Shape (agents,): the probability that an agent is not broken."""
    slope: Floats
    """Shape (agents,): by how much an agent's theta follows its parent's, the verdicts given."""
    credit: Floats
    """Shape (agents,): how much of what is seen beyond the prediction is put down to the edit."""
    difficulty: Floats
    """Shape (tasks,)."""
    difficulty_variance: Floats
    drift: float
    """mu: by how much a child is better than its parent."""


def attenuation(variance: Floats) -> Floats:
    """k(v): E[sg(x)] is about sg(k x) for x of this variance."""
    return np.asarray(1 / np.sqrt(1 + _ATTENUATION * variance))


def sg(x: Floats) -> Floats:
    """The logistic function."""
    result = np.negative(x)
    with np.errstate(over="ignore"):
        np.exp(result, out=result)
    result += 1
    return np.reciprocal(result, out=result)


def judge(lineages: Sequence[Lineage], *, sweeps: int = SWEEPS) -> list[Judgement]:
    """What is to be believed of each of the lineages."""
    forest = Forest.of(lineages)
    state = _Sweeping(forest)
    for _ in range(sweeps):
        state.sweep()
    agents, tasks = [len(each) for each in lineages], [len(each.tasks) for each in lineages]
    return list(state.judgements(agents, tasks))


@dataclass(frozen=True, slots=True)
class Messages:
    """The exact posterior of a Gaussian forest."""

    mean: Floats
    variance: Floats
    slope: Floats
    """f = 1 / (1 + L sigma^2), L all precision from below: mean_i = f mean_parent + ..."""
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
    slope = np.empty_like(below)
    for level in forest.levels[:0:-1]:
        parent, weight = forest.parent[level], below[level]
        follows = 1 / (1 + STEP_VARIANCE * weight)
        slope[level] = follows
        np.add.at(below, parent, weight * follows)
        np.add.at(evidence, parent, (evidence[level] - weight * drift[level]) * follows)
    roots = forest.levels[0]
    slope[roots] = 1 / (1 + ROOT_VARIANCE * below[roots])
    variance = STEP_VARIANCE * slope
    variance[roots] = ROOT_VARIANCE * slope[roots]
    mean = variance * evidence
    mean[roots.stop :] += slope[roots.stop :] * drift[roots.stop :]
    squared = slope * slope
    for level in forest.levels[1:]:
        parent = forest.parent[level]
        mean[level] += slope[level] * mean[parent]
        variance[level] += squared[level] * variance[parent]
    of_parent, sent = variance[forest.parent], below * slope
    without = 1 / np.maximum(1 / of_parent - sent, 1e-6)
    told = (evidence - below * drift) * slope
    cavity_mean = without * (mean[forest.parent] / of_parent - told) + drift
    cavity_variance = without + STEP_VARIANCE
    cavity_mean[roots], cavity_variance[roots] = 0.0, ROOT_VARIANCE
    return Messages(mean, variance, slope, cavity_mean, cavity_variance)


class _Sweeping:
    """The sweeps' state. Every step improves one group of unknowns, the others given."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        agents = len(forest.tree)
        depth = np.repeat(
            np.arange(len(forest.levels)), [each.stop - each.start for each in forest.levels]
        )
        verdicts = np.bincount(forest.agent_of, minlength=agents)
        resolved = np.bincount(forest.agent_of, forest.resolved, minlength=agents)
        # No self-modification can have broken the root, or tells of the drift.
        is_child = np.arange(agents) >= forest.levels[0].stop
        self._telling = is_child & (verdicts > 0)
        self._unresolved_only = self._telling & (resolved == 0)
        self._sound: Floats = np.where(is_child & (verdicts == 0), 1 - BROKEN, 1.0)
        self._suspicious = np.flatnonzero(self._unresolved_only[forest.agent_of])
        self._mean = np.zeros(agents)
        self._variance = np.asarray(ROOT_VARIANCE + STEP_VARIANCE * depth)
        self._difficulty = np.zeros(forest.tasks)
        self._difficulty_variance = np.full(forest.tasks, TASK_VARIANCE)
        self._drift = np.zeros(forest.trees)
        self._slope, self._credit = np.ones(agents), np.zeros(agents)

    def sweep(self) -> None:
        """Difficulties, then abilities, then the drift."""
        self._judge_tasks()
        messages = self._judge_agents()
        self._find_broken(messages)
        self._find_drift(messages)
        self._recentre()

    def _judge_tasks(self) -> None:
        forest = self._forest
        factor = attenuation(self._variance + FIT_VARIANCE)
        factors = factor.take(forest.agent_of)
        chance = sg(factors * self._gaps())
        weights = self._sound.take(forest.agent_of) * factors
        precision = 1 / TASK_VARIANCE + np.bincount(
            forest.task_of, weights * factors * chance * (1 - chance), minlength=forest.tasks
        )
        gradient = -self._difficulty / TASK_VARIANCE + np.bincount(
            forest.task_of, weights * (chance - forest.resolved), minlength=forest.tasks
        )
        step = np.clip(gradient / precision, -_LARGEST_TASK_STEP, _LARGEST_TASK_STEP)
        self._difficulty += _OVERSHOOT * step
        self._difficulty_variance = 1 / precision

    def _judge_agents(self) -> Messages:
        forest, agents = self._forest, len(self._mean)
        factors = attenuation(self._difficulty_variance + FIT_VARIANCE).take(forest.task_of)
        chance = sg(factors * self._gaps())
        telling = factors * factors * chance * (1 - chance)
        precision = self._sound * np.bincount(forest.agent_of, telling, minlength=agents)
        pull = np.bincount(forest.agent_of, factors * (forest.resolved - chance), minlength=agents)
        information = precision * self._mean + self._sound * pull
        messages = pass_messages(forest, precision, information, self._drift[forest.tree])
        step = messages.mean - self._mean
        self._mean = self._mean + np.clip(step, -_LARGEST_AGENT_STEP, _LARGEST_AGENT_STEP)
        self._variance, self._slope = messages.variance, messages.slope
        return messages

    def _gaps(self) -> Floats:
        """Ability minus difficulty for every verdict; `take` is faster than an index here."""
        forest = self._forest
        return self._mean.take(forest.agent_of) - self._difficulty.take(forest.task_of)

    def _find_broken(self, messages: Messages) -> None:
        """Who resolved nothing: broken, or only unlucky on hard tasks?"""
        forest, among = self._forest, self._suspicious
        agent, task = forest.agent_of[among], forest.task_of[among]
        uncertain = self._difficulty_variance[task] + messages.cavity_variance[agent] + FIT_VARIANCE
        chance = sg(attenuation(uncertain) * (messages.cavity_mean[agent] - self._difficulty[task]))
        unlucky = np.bincount(agent, np.log1p(-chance * (1 - _NOTHING)), minlength=len(self._mean))
        sound = sg(np.log((1 - BROKEN) / BROKEN) + unlucky)
        self._sound[self._unresolved_only] = sound[self._unresolved_only]

    def _find_drift(self, messages: Messages) -> None:
        """Towards the most probable drift: a step of expectation and maximisation, lengthened to
        where such steps would end.
        """
        forest = self._forest
        # s / (P + 1/L), with L from f = 1 / (1 + L s)
        self._credit = STEP_VARIANCE / (
            messages.cavity_variance
            + STEP_VARIANCE * messages.slope / np.maximum(1 - messages.slope, _NOTHING)
        )
        weight = self._sound * self._telling
        rise = self._mean - self._mean[forest.parent] - self._drift[forest.tree]
        surprise = np.bincount(forest.tree, weight * rise, minlength=forest.trees)
        known = np.bincount(forest.tree, weight * self._credit, minlength=forest.trees)
        step = (surprise - DRIFT_WEIGHT * self._drift) / (known + DRIFT_WEIGHT)
        self._drift = self._drift + np.clip(step, -_LARGEST_DRIFT_STEP, _LARGEST_DRIFT_STEP)

    def _recentre(self) -> None:
        """No verdict changes when all abilities and difficulties rise together: let the priors say
        where they are. Alternating alone would creep there.
        """
        forest = self._forest
        roots = forest.levels[0]
        tasks = np.bincount(forest.task_tree, minlength=forest.trees)
        total = np.bincount(forest.task_tree, self._difficulty, minlength=forest.trees)
        rise = -(total / TASK_VARIANCE + self._mean[roots] / ROOT_VARIANCE) / (
            tasks / TASK_VARIANCE + 1 / ROOT_VARIANCE
        )
        self._difficulty += rise[forest.task_tree]
        self._mean = self._mean + rise[forest.tree]

    def judgements(self, agents: Sequence[int], tasks: Sequence[int]) -> Iterator[Judgement]:
        """The answer, lineage by lineage, of so many agents and tasks each."""
        agent = task = 0
        for number, (own_agents, own_tasks) in enumerate(zip(agents, tasks, strict=True)):
            place = self._forest.place[agent : agent + own_agents]
            of_tasks = slice(task, task + own_tasks)
            yield Judgement(
                ability=self._mean[place],
                variance=self._variance[place],
                sound=self._sound[place],
                slope=self._slope[place],
                credit=self._credit[place],
                difficulty=self._difficulty[of_tasks],
                difficulty_variance=self._difficulty_variance[of_tasks],
                drift=float(self._drift[number]),
            )
            agent, task = agent + own_agents, task + own_tasks


def _starts(sizes: Indexes) -> Indexes:
    return np.asarray(np.cumsum(sizes) - sizes)
