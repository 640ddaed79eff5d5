"""Whether a search still finds something: how children do against their parents, how that changes
with depth, and who is best at what. How new a child's source is: engine.novelty.

Whoever becomes a parent was lucky on the way, so that to compare raw shares makes children look
worse than they are, and deep ones most. The Rasch model judges parent and child together and
allows for that; it is asked here whatever the run's policy is.
"""

from dataclasses import asdict, dataclass

import numpy as np

from archive.lineage import Counts, Lineage
from engine.policies.forest import STEP_VARIANCE, Forest, pass_messages
from engine.policies.pareto import ParetoSet, last_verdicts, pareto_set
from engine.policies.rasch_model import (
    BROKEN,
    FIT_VARIANCE,
    THOROUGH,
    Judgement,
    attenuation,
    judge,
    sg,
)
from engine.policies.verdict_table import Floats

MOST_AGENTS = 10_000
"""Beyond so many, views leave out what takes the model."""
_SURE = 0.95
_Z = 1.959963984540054
_FEWEST_CHILDREN, _FEWEST_LEVELS = 8, 3
_NOTHING = 1e-9
_BINS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Offspring:
    """How children do against their parents."""

    children: int
    measured: int
    """Children with a verdict."""
    share: float
    """Of the children that are better than their parents, the posterior mean."""
    low: float
    """95 % interval of that; 0 to 1 where nothing is known."""
    high: float
    better: int
    """Children of which that is sure, at 95 %."""
    worse: int
    """Children of which the contrary is."""
    both: int
    """Tasks that child and parent both have a verdict on, summed over the children."""
    gained: int
    """Of them resolved by the child and not by its parent."""
    lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepthTrend:
    """How much a self-modification is worth, in points (per cent of the tasks), and how that
    changes with the depth of the agent that is modified.
    """

    children: int
    deepest: int
    """Depth of the deepest child with a verdict."""
    gain: float
    """Of a child of the root."""
    per_level: float
    """What every level of depth adds to it."""
    low: float
    """95 % interval of that."""
    high: float

    @property
    def tires(self) -> bool:
        """Whether deeper modifications are worth less, beyond doubt."""
        return self.high < 0

    @property
    def warning(self) -> str | None:
        """In words, where there is something to warn of."""
        if not self.tires:
            return None
        return (
            f"Depth tires: every level makes the next self-modification worth {-self.per_level:.2f}"
            f" points less ({-self.high:.2f} to {-self.low:.2f}). A smaller --alpha goes less deep."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversity:
    """All of it for one lineage."""

    offspring: Offspring | None
    """None as long as there are no children, or where the lineage is too large for a view."""
    trend: DepthTrend | None
    """None as long as too little is known for one."""
    pareto: ParetoSet

    @property
    def warning(self) -> str | None:
        """In words, where there is something to warn of."""
        return self.trend.warning if self.trend else None


def as_data(found: Diversity) -> dict[str, object]:
    """For programs."""
    return {
        "children": asdict(found.offspring) if found.offspring else None,
        "depth": {**asdict(found.trend), "tires": found.trend.tires} if found.trend else None,
        "pareto_set": {"agents": list(found.pareto.tasks), "tasks": found.pareto.covered},
    }


def measure(lineage: Lineage, *, most: int = MOST_AGENTS) -> Diversity:
    """Everything but novelty; of lineages of more than `most` agents only the Pareto set."""
    if not 1 < len(lineage) <= most:
        return Diversity(offspring=None, trend=None, pareto=pareto_set(lineage))
    (judgement,) = judge([lineage], sweeps=THOROUGH)
    return Diversity(
        offspring=offspring(lineage, judgement),
        trend=depth_trend(lineage, judgement),
        pareto=pareto_set(lineage),
    )


def gains(lineage: Lineage) -> tuple[Counts, Counts, Counts]:
    """For every agent, on the tasks that it and its parent both have a verdict on: how many these
    are, how many it gained, and how many it lost. Zeros for the root.
    """
    keys, resolved = last_verdicts(lineage)
    tasks = max(len(lineage.tasks), 1)
    child, parent = keys // tasks, lineage.parent[keys // tasks]
    at = np.searchsorted(keys, parent * tasks + keys % tasks)
    at = np.minimum(at, max(len(keys) - 1, 0))
    shared = (parent >= 0) & (keys[at] == parent * tasks + keys % tasks)
    before = resolved[at]
    columns = shared, shared & resolved & ~before, shared & ~resolved & before
    both, gained, lost = (np.bincount(child[each], minlength=len(lineage)) for each in columns)
    return both, gained, lost


def better_than_parent(lineage: Lineage, judgement: Judgement) -> Floats:
    """The probability that each agent is better than its parent, shape (agents,); 0 for the root.

    The edge's posterior is theta - theta_parent ~ N(., (1 - f)^2 v_parent + f sigma^2), f the slope
    of the Gaussian tree: what is unsure of the parent is unsure of the child, too. A broken child
    is not better, and a sound child of a broken parent is.
    """
    from scipy.special import ndtr

    parent, slope = np.maximum(lineage.parent, 0), judgement.slope
    variance = (1 - slope) ** 2 * judgement.variance[parent] + slope * STEP_VARIANCE
    rises = ndtr((judgement.ability - judgement.ability[parent]) / np.sqrt(variance))
    parent_is_sound = judgement.sound[parent]
    better = judgement.sound * (parent_is_sound * rises + 1 - parent_is_sound)
    return np.where(lineage.parent < 0, 0.0, better)


def offspring(lineage: Lineage, judgement: Judgement) -> Offspring:
    """The share of children that are better than their parents.

    Each child is better or is not, and its verdicts say which with some Bayes factor: its
    posterior odds by its prior odds. The share s, uniform before anything is known, has the
    likelihood prod(s q + (1 - s) (1 - q)), q the factor as a probability: children of which
    little is known say little of it.
    """
    from scipy.special import ndtr

    children = lineage.parent >= 0
    probability = better_than_parent(lineage, judgement)[children]
    prior = (1 - BROKEN) * ndtr(judgement.drift / np.sqrt(STEP_VARIANCE))
    odds = _odds(probability) / _odds(np.array([prior]))
    share, low, high = _share_of(odds / (1 + odds))
    both, gained, lost = (int(column.sum()) for column in gains(lineage))
    return Offspring(
        children=int(children.sum()),
        measured=int((children & (lineage.resolved + lineage.unresolved > 0)).sum()),
        share=share,
        low=low,
        high=high,
        better=int((probability >= _SURE).sum()),
        worse=int((probability <= 1 - _SURE).sum()),
        both=both,
        gained=gained,
        lost=lost,
    )


def _odds(probability: Floats) -> Floats:
    clipped = np.clip(probability, _NOTHING, 1 - _NOTHING)
    return np.asarray(clipped / (1 - clipped))


def _share_of(evidence: Floats) -> tuple[float, float, float]:
    """Posterior mean and 95 % interval of the share."""
    grid = (np.arange(1000) + 0.5) / 1000
    counts, edges = np.histogram(evidence, _BINS, (0.0, 1.0))
    middle = ((edges[1:] + edges[:-1]) / 2)[:, np.newaxis]
    log_likelihood = counts @ np.log(grid * middle + (1 - grid) * (1 - middle))
    weight = np.exp(log_likelihood - log_likelihood.max())
    weight /= weight.sum()
    low, high = np.searchsorted(np.cumsum(weight), (0.025, 0.975))
    return float(weight @ grid), float(grid[low]) - 5e-4, float(grid[min(high, 999)]) + 5e-4


def depth_trend(lineage: Lineage, judgement: Judgement) -> DepthTrend | None:
    """How the gain changes with depth: theta - theta_parent ~ N(gain + per_level d, sigma^2), d the
    parent's depth; None where children with verdicts are too few or of too few depths.

    Generalised least squares given the model's other unknowns: X'(X - D) w = X' e, where e is what
    the tree expects of the edges without a drift and D what it makes of drifts X; the inverse of
    X'(X - D) / sigma^2 is the covariance. Verdicts that do not tell edges apart tell nothing here.
    """
    telling = (lineage.parent >= 0) & (lineage.resolved + lineage.unresolved > 0)
    levels = np.unique(lineage.depth[telling])
    if telling.sum() < _FEWEST_CHILDREN or len(levels) < _FEWEST_LEVELS:
        return None
    precision, information = _evidence(lineage, judgement)
    is_child = lineage.parent >= 0
    design = np.stack([is_child, np.maximum(lineage.depth - 1, 0)], axis=1).astype(float)
    none = np.zeros(len(lineage))
    made_of = np.stack([_edges(lineage, precision, none, column) for column in design.T], axis=1)
    curvature = design.T @ (design - made_of)
    if np.linalg.cond(curvature) > 1 / _NOTHING:
        return None
    weights = np.linalg.solve(curvature, design.T @ _edges(lineage, precision, information, none))
    deviation = np.sqrt(STEP_VARIANCE * np.linalg.inv(curvature)[1, 1])
    points = 100 * _points_per_logit(judgement, np.unique(lineage.parent[telling]))
    return DepthTrend(
        children=int(telling.sum()),
        deepest=int(levels.max()),
        gain=float(points * weights[0]),
        per_level=float(points * weights[1]),
        low=float(points * (weights[1] - _Z * deviation)),
        high=float(points * (weights[1] + _Z * deviation)),
    )


def _edges(lineage: Lineage, precision: Floats, information: Floats, drift: Floats) -> Floats:
    """E[theta - theta_parent] of every child, 0 for the root; all of shape (agents,)."""
    forest = Forest.of([lineage])
    order = np.argsort(forest.place)
    messages = pass_messages(forest, precision[order], information[order], drift[order])
    mean = messages.mean[forest.place]
    return np.where(lineage.parent < 0, 0.0, mean - mean[np.maximum(lineage.parent, 0)])


def _evidence(lineage: Lineage, judgement: Judgement) -> tuple[Floats, Floats]:
    """Of each agent's own verdicts: precision and information, as the model's last sweep had
    them.
    """
    agent, task = lineage.verdict_agent, lineage.verdict_task
    factor = attenuation(judgement.difficulty_variance + FIT_VARIANCE)[task]
    chance = sg(factor * (judgement.ability[agent] - judgement.difficulty[task]))
    telling = np.bincount(agent, factor * factor * chance * (1 - chance), minlength=len(lineage))
    pull = np.bincount(agent, factor * (lineage.verdict_resolved - chance), minlength=len(lineage))
    precision = judgement.sound * telling
    return precision, precision * judgement.ability + judgement.sound * pull


def _points_per_logit(judgement: Judgement, agents: Counts) -> float:
    """By what share of the tasks agents of this ability rise with every unit of ability."""
    factor = attenuation(judgement.difficulty_variance + FIT_VARIANCE)
    ability = float(np.median(judgement.ability[agents]))
    chance = sg(factor * (ability - judgement.difficulty))
    return float((factor * chance * (1 - chance)).mean())
