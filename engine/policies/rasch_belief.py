"""What the Rasch model says in the unit that people ask for: shares of the benchmark's tasks."""

import numpy as np

from archive.lineage import Lineage
from engine.policies.belief import Belief
from engine.policies.forest import ROOT_VARIANCE, STEP_VARIANCE
from engine.policies.rasch_model import FIT_VARIANCE, Judgement, attenuation, sg
from engine.policies.verdict_table import Floats

_CAUTION = 2.0
_DRAWS = 128
_FINENESS = 0.05
_Z = 1.959963984540054
_PROBABLY_BROKEN = 0.5


def believe(lineage: Lineage, judgement: Judgement) -> Belief:
    """Estimated shares of all search tasks: the agent's verdicts as they are, and the rest as the
    model expects it. The share resolved among the tasks attempted says little, as those are chosen
    for what they tell.
    """
    accuracy, spread = _accuracies(lineage, judgement)
    return Belief(
        lower=lower_bounds(lineage, judgement),
        accuracy=accuracy,
        low=np.maximum(accuracy - _Z * spread, 0.0),
        high=np.minimum(accuracy + _Z * spread, 1.0),
        modelled=True,
    )


def lower_bounds(lineage: Lineage, judgement: Judgement) -> Floats:
    """The share that an agent of ability mean - 2 standard deviations would resolve, shape
    (agents,); 0 for who has resolved nothing yet.
    """
    cautious = judgement.ability - _CAUTION * np.sqrt(judgement.variance)
    return np.where(lineage.resolved > 0, _shares_at(judgement, cautious), 0.0)


def metaproductivity(lineage: Lineage, judgement: Judgement) -> Floats:
    """CMP: the expected share of the best of each agent's clade, shape (agents,), over draws from
    the joint posterior of all abilities: who has more descendants, or less certain ones, has more
    to hope for. The draws are the same ones every time.
    """
    return np.asarray(_best_of_clades(lineage, judgement).mean(1))


def clade_interval(lineage: Lineage, judgement: Judgement) -> tuple[Floats, Floats]:
    """95 % interval of the same, over the same draws."""
    low, high = np.quantile(_best_of_clades(lineage, judgement), (0.025, 0.975), axis=1)
    return low, high


def _best_of_clades(lineage: Lineage, judgement: Judgement) -> Floats:
    """The share of the best of each clade in every draw, shape (agents, draws)."""
    rng = np.random.default_rng(0)
    parents, slope = lineage.parent.tolist(), judgement.slope[:, np.newaxis]
    prior = np.where(lineage.parent < 0, ROOT_VARIANCE, STEP_VARIANCE)[:, np.newaxis]
    draws = np.sqrt(prior * slope) * rng.standard_normal((len(parents), _DRAWS))
    for agent in range(1, len(parents)):
        draws[agent] += slope[agent] * draws[parents[agent]]
    draws += judgement.ability[:, np.newaxis]
    draws[(judgement.sound < _PROBABLY_BROKEN) & (lineage.parent >= 0)] = -np.inf
    for agent in range(len(parents) - 1, 0, -1):
        np.maximum(draws[parents[agent]], draws[agent], out=draws[parents[agent]])
    return _shares_at(judgement, draws)


def _shares_at(judgement: Judgement, ability: Floats) -> Floats:
    """The share of tasks resolved at each of the abilities, of any shape; interpolated, as it is
    one smooth curve.
    """
    if not len(judgement.difficulty):
        return np.zeros_like(ability)
    known = ability[np.isfinite(ability)]
    low, high = (known.min(), known.max()) if known.size else (0.0, 0.0)
    grid = np.linspace(low, high, 2 + min(int((high - low) / _FINENESS), 10_000))
    factor = attenuation(judgement.difficulty_variance + FIT_VARIANCE)
    curve = sg(factor * (grid[:, np.newaxis] - judgement.difficulty)).mean(1)
    return np.asarray(np.interp(ability, grid, curve, left=0.0))


def _accuracies(lineage: Lineage, judgement: Judgement) -> tuple[Floats, Floats]:
    """The expected share of each agent and its standard deviation, both of shape (agents,)."""
    tasks = len(lineage.tasks)
    if not tasks:
        return np.zeros(len(lineage)), np.zeros(len(lineage))
    known = lineage.verdict_agent, lineage.verdict_task
    variance = judgement.variance[:, np.newaxis]
    factor = attenuation(judgement.difficulty_variance + FIT_VARIANCE + variance)
    chance = sg(factor * (judgement.ability[:, np.newaxis] - judgement.difficulty))
    luck = chance * (1 - chance)
    slope = factor * luck
    # Broken or not: a mixture of resolving nothing and of what the ability says.
    chance[known] = luck[known] = slope[known] = 0.0
    sound, expected = judgement.sound, chance.sum(1)
    spread = sound * (luck.sum(1) + slope.sum(1) ** 2 * judgement.variance)
    spread += sound * (1 - sound) * expected**2
    return (lineage.resolved + sound * expected) / tasks, np.sqrt(spread) / tasks
