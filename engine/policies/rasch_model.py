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

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage
from engine.policies.forest import (
    ROOT_VARIANCE,
    STEP_VARIANCE,
    Forest,
    Messages,
    pass_messages,
)
from engine.policies.verdict_table import Floats, Indexes

TASK_VARIANCE = 4.0
"""s_b^2"""
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

Pairs = NDArray[np.complex128]

_ATTENUATION = np.pi / 8
_NOTHING = 1e-12
_OVERSHOOT = 1.5
"""Abilities go the same way afterwards, so that steps of difficulties can be longer than Newton's
and the sweeps fewer: successive over-relaxation.
"""
_LARGEST_TASK_STEP, _LARGEST_AGENT_STEP, _LARGEST_DRIFT_STEP = 1.0, 2.0, 0.1


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
    result = _ATTENUATION * variance
    result += 1
    np.sqrt(result, out=result)
    return np.reciprocal(result, out=result)


def sg(x: Floats) -> Floats:
    """The logistic function."""
    return complement(np.negative(x))


def complement(x: Floats) -> Floats:
    """1 - sg(x), in place of x."""
    with np.errstate(over="ignore"):
        np.exp(x, out=x)
    x += 1
    return np.reciprocal(x, out=x)


def by_code(values: Floats, *, gap: float = 0.0) -> Floats:
    """What belongs to a task, for each of a verdict table's codes."""
    return np.append(np.repeat(values, 2), gap)


def signs(tasks: int) -> Floats:
    """For each of a verdict table's codes: 1 resolved, -1 unresolved, 0 no verdict."""
    return np.append(np.tile([-1.0, 1.0], tasks), 0.0)


def judge(lineages: Sequence[Lineage], *, sweeps: int = SWEEPS) -> list[Judgement]:
    """What is to be believed of each of the lineages."""
    forest = Forest.of(lineages)
    state = _Sweeping(forest)
    for _ in range(sweeps):
        state.sweep()
    agents, tasks = [len(each) for each in lineages], [len(each.tasks) for each in lineages]
    return list(state.judgements(agents, tasks))


class _Sweeping:
    """The sweeps' state. Every step improves one group of unknowns, the others given."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        agents = len(forest.tree)
        depth = np.repeat(
            np.arange(len(forest.levels)), [each.stop - each.start for each in forest.levels]
        )
        # No self-modification can have broken the root, or tells of the drift.
        is_child = np.arange(agents) >= forest.levels[0].stop
        self._telling = (is_child & (forest.attempted > 0)).astype(float)
        self._sound: Floats = np.where(is_child & (forest.attempted == 0), 1 - BROKEN, 1.0)
        self._mean = np.zeros(agents)
        self._variance = np.asarray(ROOT_VARIANCE + STEP_VARIANCE * depth)
        self._difficulty = np.zeros(forest.tasks)
        self._difficulty_variance = np.full(forest.tasks, TASK_VARIANCE)
        self._drift = np.zeros(forest.trees)
        self._is_fresh = True
        self._slope, self._credit = np.ones(agents), np.zeros(agents)

    def sweep(self) -> None:
        """Difficulties, then abilities, then the drift."""
        self._judge_tasks()
        messages = self._judge_agents()
        self._is_fresh = False
        self._find_broken(messages)
        self._find_drift(messages)
        self._recentre()

    def _judge_tasks(self) -> None:
        factor = attenuation(self._variance.take(self._forest.verdicts.order) + FIT_VARIANCE)
        weight = self._sound.take(self._forest.verdicts.order) * factor
        # Real and imaginary part are summed at once: how surprising and how telling verdicts are.
        total = np.zeros(2 * len(self._difficulty) + 1, complex)
        blocks = self._even_chances if self._is_fresh else self._chances_of_agents
        for codes, values in blocks(weight, factor):
            np.add.at(total, codes.ravel(), values.ravel())
        surprise, telling = total.real, total.imag
        precision = 1 / TASK_VARIANCE + telling[:-1:2] + telling[1::2]
        gradient = surprise[:-1:2] - surprise[1::2] - self._difficulty / TASK_VARIANCE
        step = np.clip(gradient / precision, -_LARGEST_TASK_STEP, _LARGEST_TASK_STEP)
        self._difficulty += _OVERSHOOT * step
        self._difficulty_variance = 1 / precision

    def _even_chances(self, weight: Floats, factor: Floats) -> Iterator[tuple[Indexes, Pairs]]:
        """As below, where all abilities and difficulties are still 0."""
        values = weight / 2 + 1j * (weight * factor / 4)
        for block in self._forest.verdicts.blocks:
            yield block.codes, np.broadcast_to(values[block.agents], block.codes.shape)

    def _chances_of_agents(self, weight: Floats, factor: Floats) -> Iterator[tuple[Indexes, Pairs]]:
        """Verdicts, block by block, and of each what it says of its task's difficulty, though not
        in which direction.
        """
        mean, spread = self._mean.take(self._forest.verdicts.order), weight * factor
        difficulty, sign = by_code(self._difficulty), signs(len(self._difficulty))
        for block in self._forest.verdicts.blocks:
            surprise = mean[block.agents] - difficulty.take(block.codes)
            surprise *= factor[block.agents]
            surprise *= sign.take(block.codes)
            surprise = complement(surprise)
            values = np.empty(surprise.shape, complex)
            np.multiply(surprise, weight[block.agents], out=values.real)
            surprise *= 1 - surprise
            np.multiply(surprise, spread[block.agents], out=values.imag)
            yield block.codes, values

    def _judge_agents(self) -> Messages:
        order = self._forest.verdicts.order
        pull, precision = np.zeros_like(self._mean), np.zeros_like(self._mean)
        pull[order], precision[order] = self._evidence(self._mean.take(order))
        pull *= self._sound
        precision *= self._sound
        pull += precision * self._mean
        drift = self._forest.spread(self._drift)
        messages = pass_messages(self._forest, precision, pull, drift)
        step = messages.mean - self._mean
        np.clip(step, -_LARGEST_AGENT_STEP, _LARGEST_AGENT_STEP, out=step)
        self._mean = self._mean + step
        self._variance, self._slope = messages.variance, messages.slope
        return messages

    def _evidence(self, mean: Floats) -> tuple[Floats, Floats]:
        """What verdicts say of whoever has any: by how much they pull its ability, and with what
        precision.
        """
        signed = by_code(attenuation(self._difficulty_variance + FIT_VARIANCE))
        signed *= signs(len(self._difficulty))
        level = signed * by_code(self._difficulty)
        pull, precision = np.empty_like(mean), np.empty_like(mean)
        if self._is_fresh:
            # All abilities are still 0: a verdict is as unlikely for everybody.
            pulls = signed * complement(-level)
            precisions = pulls * (signed - pulls)
        for block in self._forest.verdicts.blocks:
            if self._is_fresh:
                pull[block.agents] = pulls.take(block.codes).sum(0)
                precision[block.agents] = precisions.take(block.codes).sum(0)
                continue
            factor = signed.take(block.codes)
            surprise = factor * mean[block.agents]
            surprise -= level.take(block.codes)
            surprise = complement(surprise)
            surprise *= factor
            surprise.sum(0, out=pull[block.agents])
            factor -= surprise
            factor *= surprise
            factor.sum(0, out=precision[block.agents])
        return pull, precision

    def _find_broken(self, messages: Messages) -> None:
        """Who resolved nothing: broken, or only unlucky on hard tasks?"""
        table = self._forest.verdicts
        suspects = table.order[: table.unlucky]
        # No task is failed for sure but the one that stands in gaps.
        difficulty = by_code(self._difficulty, gap=np.inf)
        of_task = by_code(_ATTENUATION * self._difficulty_variance)
        of_agent = messages.cavity_variance.take(suspects)
        of_agent = 1 + _ATTENUATION * (of_agent + FIT_VARIANCE)
        mean, unlucky = messages.cavity_mean.take(suspects), np.empty(len(suspects))
        for block in table.of_unlucky:
            uncertain = of_task.take(block.codes)
            uncertain += of_agent[block.agents]
            gaps = difficulty.take(block.codes)
            gaps -= mean[block.agents]
            gaps /= np.sqrt(uncertain, out=uncertain)
            chance = complement(gaps)
            chance *= _NOTHING - 1
            chance += 1
            chance.prod(0, out=unlucky[block.agents])
        unlucky *= (1 - BROKEN) / BROKEN
        self._sound[suspects] = unlucky / (1 + unlucky)

    def _find_drift(self, messages: Messages) -> None:
        """Towards the most probable drift: a step of expectation and maximisation, lengthened to
        where such steps would end.
        """
        forest = self._forest
        # s / (P + 1/L)
        self._credit = STEP_VARIANCE * messages.precision
        known = messages.cavity_variance * messages.precision
        known += 1
        self._credit /= known
        weight = self._sound * self._telling
        rise = self._mean - self._mean.take(forest.parent)
        rise -= forest.spread(self._drift)
        rise *= weight
        weight *= self._credit
        surprise, sure = forest.summed(rise), forest.summed(weight)
        step = (surprise - DRIFT_WEIGHT * self._drift) / (sure + DRIFT_WEIGHT)
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
        self._mean = self._mean + forest.spread(rise)

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
