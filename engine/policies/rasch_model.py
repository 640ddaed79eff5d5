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

from archive.lineage import Lineage
from engine.policies.forest import (
    ROOT_VARIANCE,
    STEP_VARIANCE,
    Floats,
    Forest,
    Indexes,
    Messages,
    pass_messages,
)

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
        self._telling = is_child & (forest.attempted > 0)
        self._sound: Floats = np.where(is_child & (forest.attempted == 0), 1 - BROKEN, 1.0)
        unlucky = self._telling & (forest.solved == 0)
        self._suspects = np.flatnonzero(unlucky)
        among = np.flatnonzero(unlucky.take(forest.agent_of))
        self._suspect_of = np.cumsum(unlucky).take(forest.agent_of.take(among)) - 1
        self._failed_at = forest.task_of.take(among)
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
        factor = attenuation(self._variance + FIT_VARIANCE)
        weight = self._sound * factor
        precision = np.full(len(self._difficulty), 1 / TASK_VARIANCE)
        gradient = -self._difficulty / TASK_VARIANCE
        if self._is_fresh:
            self._add_even_chances(weight, weight * factor, gradient, precision)
        else:
            self._add_chances_at_tasks(weight, factor, gradient, precision)
        step = np.clip(gradient / precision, -_LARGEST_TASK_STEP, _LARGEST_TASK_STEP)
        self._difficulty += _OVERSHOOT * step
        self._difficulty_variance = 1 / precision

    def _add_even_chances(
        self, weight: Floats, telling: Floats, gradient: Floats, precision: Floats
    ) -> None:
        """As below, where all abilities and difficulties are still 0."""
        for agent, task, resolved in self._forest.blocks():
            np.add.at(gradient, task, weight.take(agent) * (0.5 - resolved))
            np.add.at(precision, task, telling.take(agent) * 0.25)

    def _add_chances_at_tasks(
        self, weight: Floats, factor: Floats, gradient: Floats, precision: Floats
    ) -> None:
        for agent, task, resolved in self._forest.blocks():
            factors, weights = factor.take(agent), weight.take(agent)
            chance = self._chances(agent, task, factors)
            np.add.at(gradient, task, weights * (chance - resolved))
            np.add.at(precision, task, weights * factors * chance * (1 - chance))

    def _judge_agents(self) -> Messages:
        factor = attenuation(self._difficulty_variance + FIT_VARIANCE)
        precision, pull = np.zeros_like(self._mean), np.zeros_like(self._mean)
        if self._is_fresh:
            self._add_equal_abilities(factor, pull, precision)
        else:
            self._add_chances_of_agents(factor, pull, precision)
        precision *= self._sound
        information = precision * self._mean + self._sound * pull
        messages = pass_messages(
            self._forest, precision, information, self._drift.take(self._forest.tree)
        )
        step = messages.mean - self._mean
        self._mean = self._mean + np.clip(step, -_LARGEST_AGENT_STEP, _LARGEST_AGENT_STEP)
        self._variance, self._slope = messages.variance, messages.slope
        return messages

    def _add_equal_abilities(self, factor: Floats, pull: Floats, precision: Floats) -> None:
        """As below, where all abilities are still 0: a task is as likely for everybody."""
        chance = sg(-factor * self._difficulty)
        telling, missing = factor * factor * chance * (1 - chance), factor * chance
        for agent, task, resolved in self._forest.blocks():
            np.add.at(pull, agent, factor.take(task) * resolved - missing.take(task))
            np.add.at(precision, agent, telling.take(task))

    def _add_chances_of_agents(self, factor: Floats, pull: Floats, precision: Floats) -> None:
        for agent, task, resolved in self._forest.blocks():
            factors = factor.take(task)
            chance = self._chances(agent, task, factors)
            np.add.at(pull, agent, factors * (resolved - chance))
            np.add.at(precision, agent, factors * factors * chance * (1 - chance))

    def _chances(self, agent: Indexes, task: Indexes, factors: Floats) -> Floats:
        """That each agent resolves its task; `take` is faster than an index here."""
        gaps = self._mean.take(agent)
        gaps -= self._difficulty.take(task)
        gaps *= factors
        return sg(gaps)

    def _find_broken(self, messages: Messages) -> None:
        """Who resolved nothing: broken, or only unlucky on hard tasks?"""
        suspects, suspect, task = self._suspects, self._suspect_of, self._failed_at
        uncertain = (messages.cavity_variance.take(suspects) + FIT_VARIANCE).take(suspect)
        uncertain += self._difficulty_variance.take(task)
        gaps = messages.cavity_mean.take(suspects).take(suspect)
        gaps -= self._difficulty.take(task)
        gaps *= attenuation(uncertain)
        unlucky = np.log1p(sg(gaps) * (_NOTHING - 1))
        unlucky = np.bincount(suspect, unlucky, minlength=len(suspects))
        self._sound[suspects] = sg(np.log((1 - BROKEN) / BROKEN) + unlucky)

    def _find_drift(self, messages: Messages) -> None:
        """Towards the most probable drift: a step of expectation and maximisation, lengthened to
        where such steps would end.
        """
        forest = self._forest
        # s / (P + 1/L)
        self._credit = STEP_VARIANCE * messages.precision
        self._credit /= 1 + messages.cavity_variance * messages.precision
        weight = self._sound * self._telling
        rise = self._mean - self._mean.take(forest.parent) - self._drift.take(forest.tree)
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
