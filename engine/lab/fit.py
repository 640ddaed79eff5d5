"""A world like the one that a real run has met so far, to try policies in before the next one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from archive.lineage import Lineage
from archive.store import Archive
from archive.values import Verdict
from engine.budget import format_seconds
from engine.configuration import InvalidConfiguration
from engine.lab.world import Landscape, World
from engine.policies.forest import STEP_VARIANCE
from engine.policies.rasch_belief import believe
from engine.policies.rasch_model import TASK_VARIANCE, THOROUGH, Judgement, judge
from engine.run_record import read_record

_LEAST_CHILDREN, _LEAST_EVALUATIONS = 5, 30
_PROBABLY_SOUND = 0.5
_LEAST_TASK_SPREAD, _LEAST_EDIT_SPREAD = 0.05, 0.2
_PRIOR_WEIGHT = 8
"""What is assumed of a share counts as much as so many cases."""
_TASKS_FOR_SCALE = 2000
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A world, and what makes its units those of the run."""

    world: World
    seconds: float
    """Mean of an evaluation."""
    agents: int
    evaluations: int

    def lines(self) -> Iterator[str]:
        """What was found, for people."""
        world = self.world
        yield (
            f"Fitted to {self.evaluations} evaluations of {self.agents} agents: {world.tasks} "
            f"tasks of difficulty spread {world.difficulty_spread:.2f}, the root resolves "
            f"{100 * world.start:.0f} %; an edit is worth {world.drift:+.2f} ± {world.spread:.2f} "
            f"units (two units: 30 points); {100 * world.broken:.0f} % of the children are broken,"
            f" {100 * world.barren:.0f} % of the expansions give none; an expansion costs "
            f"{world.expansion_cost:.1f} evaluations, an evaluation "
            f"{format_seconds(self.seconds)}; {world.workers} workers."
        )
        yield (
            "Not to be seen in a run, and as in regime 01: metaproductivity, its inheritance, the "
            "tails of what edits do."
        )


def fit(archive: Archive) -> Fitted:
    """The world that a run's record speaks of, with the run's budget as far as it is spent.

    Raises InvalidConfiguration where the run is too young to tell.
    """
    lineage, configuration = archive.lineage(), read_record(archive).configuration
    evaluations = [
        each.seconds
        for each in archive.evaluations(sealed=False)
        if each.verdict in (Verdict.RESOLVED, Verdict.UNRESOLVED) and each.seconds
    ]
    expansions = [each.seconds for each in archive.expansions() if each.seconds]
    if len(lineage) <= _LEAST_CHILDREN or len(evaluations) < _LEAST_EVALUATIONS:
        raise InvalidConfiguration(
            f"{archive.folder} is too young to fit a world to: it has {len(lineage) - 1} children "
            f"and {len(evaluations)} evaluations, and {_LEAST_CHILDREN} and "
            f"{_LEAST_EVALUATIONS} are the least."
        )
    seconds, expansion = float(np.mean(evaluations)), float(np.mean(expansions))
    spent = (sum(evaluations) + sum(expansions)) / seconds
    world = replace(
        _abilities(lineage),
        workers=configuration.workers,
        expansion_cost=expansion / seconds,
        evaluations=_evaluations(spent, expansion / seconds),
        root_known=False,
    )
    return Fitted(world=world, seconds=seconds, agents=len(lineage), evaluations=len(evaluations))


def _evaluations(budget: float, expansion_cost: float) -> int:
    """N, where the budget is that of N evaluations and N^0.6 expansions."""
    low, high = 1.0, max(budget, 2.0)
    for _ in range(60):
        middle = (low + high) / 2
        cheap = middle + expansion_cost * middle**0.6 < budget
        low, high = (middle, high) if cheap else (low, middle)
    return max(1, round(low))


def _abilities(lineage: Lineage) -> World:
    """Tasks and edits, as the Rasch model sees them."""
    (judgement,) = judge([lineage], sweeps=THOROUGH)
    world = World(
        tasks=len(lineage.tasks),
        start=float(np.clip(believe(lineage, judgement).accuracy[0], 0.02, 0.65)),
        difficulty_spread=_difficulty_spread(judgement),
        discrimination=1.0,
        discrimination_spread=0.0,
        easy=0.0,
        hard=0.0,
        broken=_broken(lineage, judgement),
        barren=_share(int(lineage.failed.sum()), int(lineage.failed.sum()) + len(lineage) - 1),
    )
    unit = Landscape(replace(world, tasks=_TASKS_FOR_SCALE), 0).tasks.unit
    return replace(
        world, drift=judgement.drift / unit, spread=_edit_spread(lineage, judgement) / unit
    )


def _difficulty_spread(judgement: Judgement) -> float:
    """Standard deviation of the difficulties, by moments: from what is seen of them, less what
    chance makes of it, and without the prior's pull.
    """
    variance = judgement.difficulty_variance
    credit = 1 - variance / TASK_VARIANCE
    seen = (judgement.difficulty - judgement.difficulty.mean()) ** 2 - credit * variance
    spread = seen.sum() / max((credit**2).sum(), _NOTHING)
    return float(np.sqrt(max(spread, _LEAST_TASK_SPREAD**2)))


def _edit_spread(lineage: Lineage, judgement: Judgement) -> float:
    """Standard deviation of what an edit does to an ability, logits: by moments, from how far the
    children are from what their parents predict, less what chance alone makes of it; but at least
    what could not be seen if it were there.
    """
    told = (lineage.resolved + lineage.unresolved > 0) & (judgement.sound > _PROBABLY_SOUND)
    children = np.flatnonzero(told & (lineage.parent >= 0))
    credit = judgement.credit[children]
    rise = judgement.ability[children] - judgement.ability[lineage.parent[children]]
    surprise = (rise - judgement.drift) ** 2 - credit * STEP_VARIANCE + credit**2 * STEP_VARIANCE
    variance = surprise.sum() / max((credit**2).sum(), _NOTHING)
    return float(np.sqrt(max(variance, _LEAST_EDIT_SPREAD**2)))


def _broken(lineage: Lineage, judgement: Judgement) -> float:
    seen = (lineage.resolved + lineage.unresolved > 0) & (lineage.parent >= 0)
    return _share(float((1 - judgement.sound[seen]).sum()), int(seen.sum()))


def _share(cases: float, of: int) -> float:
    """With a prior of one in ten."""
    return (cases + 0.1 * _PRIOR_WEIGHT) / (of + _PRIOR_WEIGHT)
