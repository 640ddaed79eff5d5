"""What simulated runs say: paired differences, and what part of the budget would have sufficed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.lab.experiment import Arm, Cell, Results
from engine.lab.lockstep import CHECKPOINTS, Outcome
from engine.policies.belief import Floats

_Z = 1.959963984540054
_RESAMPLES = 2000
_STEADY = 1e-9


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """An arm in one regime against the baseline in the same worlds; accuracies are shares."""

    regime: str
    arm: Arm
    runs: int
    accuracy: Mean
    best: float
    """Accuracy of the best agent in the tree; the means of all runs, as are the next."""
    depth: float
    agents: float
    evaluations: float
    expansions: float
    makespan: float
    difference: Mean
    """Arm minus baseline, paired by seed."""
    won: float
    """Share of the seeds on which the arm is better, ties as half."""
    fraction: Mean
    """Part of the budget after which the arm is as good as the baseline is in the end, and stays
    so; infinite where it never is."""
    curve: tuple[Mean, ...]
    """Accuracy at each checkpoint."""

    @property
    def is_better(self) -> bool:
        """Significantly, at 5 %."""
        return self.difference.low > 0

    @property
    def is_worse(self) -> bool:
        """Significantly, at 5 %."""
        return self.difference.high < 0


def compare(results: Results, baseline: Arm) -> list[Comparison]:
    """Every cell against the baseline's in its regime, which has to be among them."""
    bases = {cell.regime: found for cell, found in results.items() if cell.arm == baseline}
    return [_compare(cell, found, bases[cell.regime]) for cell, found in results.items()]


def compare_worlds(results: Results) -> list[Comparison]:
    """Every cell against the first one, for worlds that differ in what leaves a seed a seed."""
    first = next(iter(results.values()))
    return [_compare(cell, found, first) for cell, found in results.items()]


def _compare(
    cell: Cell, found: Mapping[int, Outcome], base_found: Mapping[int, Outcome]
) -> Comparison:
    seeds = sorted(found.keys() & base_found.keys())
    outcomes, base = [found[seed] for seed in seeds], [base_found[seed] for seed in seeds]
    ends, base_ends = _column(outcomes, "accuracy"), _column(base, "accuracy")
    difference = ends - base_ends
    curves = np.array([outcome.curve for outcome in outcomes])
    return Comparison(
        regime=cell.regime,
        arm=cell.arm,
        runs=len(outcomes),
        accuracy=_mean(ends),
        best=float(_column(outcomes, "best").mean()),
        depth=float(_column(outcomes, "depth").mean()),
        agents=float(_column(outcomes, "agents").mean()),
        evaluations=float(_column(outcomes, "evaluations").mean()),
        expansions=float(_column(outcomes, "expansions").mean()),
        makespan=float(_column(outcomes, "makespan").mean()),
        difference=_mean(difference),
        won=float(np.mean((difference > 0) + 0.5 * (difference == 0))),
        fraction=_fraction(cell.world.start, curves, base_ends),
        curve=tuple(_mean(curves[:, point]) for point in range(CHECKPOINTS)),
    )


def _column(outcomes: Sequence[Outcome], name: str) -> Floats:
    return np.array([getattr(outcome, name) for outcome in outcomes], float)


def _mean(values: Floats) -> Mean:
    middle = float(values.mean())
    half = _Z * float(values.std(ddof=1)) / len(values) ** 0.5 if len(values) > 1 else np.inf
    return Mean(middle, middle - half, middle + half)


def _fraction(start: float, curves: Floats, base_ends: Floats) -> Mean:
    """The fraction and its interval by the percentile bootstrap over seeds."""
    runs = len(curves)
    draws = np.random.default_rng(0).multinomial(runs, np.full(runs, 1 / runs), size=_RESAMPLES)
    weights = np.vstack([np.ones(runs), draws]) / runs
    means = np.column_stack([np.full(len(weights), start), weights @ curves])
    found = [_crossing(*each) for each in zip(means, weights @ base_ends, strict=True)]
    low, high = np.quantile(found[1:], [0.025, 0.975], method="nearest")
    return Mean(found[0], float(low), float(high))


def _crossing(curve: Floats, target: float) -> float:
    """Where a curve, straight between checkpoints, last rises to the target."""
    below = np.flatnonzero(curve < target - _STEADY)
    if not len(below):
        return 0.0
    last = int(below[-1])
    if last == len(curve) - 1:
        return float("inf")
    rise = curve[last + 1] - curve[last]
    return float((last + (target - curve[last]) / rise) / CHECKPOINTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An arm over several regimes, each weighing the same."""

    arm: Arm
    regimes: int
    accuracy: float
    difference: Mean
    better: int
    """Regimes in which it is significantly better than the baseline."""
    worse: int
    fraction: float
    """Mean over regimes; infinite where one is."""
    worst_fraction: float
    within: Mapping[float, int]
    """Part of the budget -> regimes that need no more of it."""


PARTS = (0.5, 0.6, 0.75)


def summarise(comparisons: Sequence[Comparison]) -> list[Summary]:
    """One summary for each arm."""
    by_arm: dict[Arm, list[Comparison]] = {}
    for each in comparisons:
        by_arm.setdefault(each.arm, []).append(each)
    return [_summarise(arm, group) for arm, group in by_arm.items()]


def _summarise(arm: Arm, group: Sequence[Comparison]) -> Summary:
    differences = np.array([each.difference.value for each in group])
    errors = np.array([each.difference.high - each.difference.value for each in group])
    middle, half = float(differences.mean()), float(np.sqrt((errors**2).sum()) / len(group))
    fractions = [each.fraction.value for each in group]
    return Summary(
        arm=arm,
        regimes=len(group),
        accuracy=float(np.mean([each.accuracy.value for each in group])),
        difference=Mean(middle, middle - half, middle + half),
        better=sum(each.is_better for each in group),
        worse=sum(each.is_worse for each in group),
        fraction=float(np.mean(fractions)),
        worst_fraction=max(fractions),
        within={part: sum(each <= part for each in fractions) for part in PARTS},
    )
