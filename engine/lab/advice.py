"""Which policy, alpha and number of workers would serve a run like one that there is."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from engine.budget import format_seconds
from engine.lab.analysis import Comparison, compare_worlds
from engine.lab.experiment import Arm, Cell, Results
from engine.lab.fit import Fitted
from engine.lab.page import say_points

CANDIDATES = (
    "hgm",
    "hgm:0.75",
    "tree-rasch:0.5",
    "tree-rasch:0.6",
    "tree-rasch",
    "tree-rasch:0.9",
    "dgm",
    "greedy",
    "best-of-n",
    "random",
)
"""Arms that are tried where the user names none."""
REGIME = "like"
_WORKERS = (1, 2, 4, 8, 16)


def try_workers(
    fitted: Fitted, arm: Arm, simulate: Callable[[Sequence[Cell]], Results]
) -> list[Comparison]:
    """The arm with more and more workers at the same budget, each against the fewest; a regime is
    called by its number of workers.
    """
    numbers = sorted({*_WORKERS, fitted.world.workers})
    cells = [Cell(str(each), replace(fitted.world, workers=each), arm) for each in numbers]
    return compare_worlds(simulate(cells))


def advise(
    fitted: Fitted, comparisons: Sequence[Comparison], by_workers: Sequence[Comparison]
) -> Iterator[str]:
    """What to do, in sentences."""
    best = best_of(comparisons)
    mean = best.accuracy
    yield (
        f"Best: --policy {best.arm.policy} --alpha {best.arm.alpha:g}, which returns agents of "
        f"{100 * mean.value:.1f} % ({100 * mean.low:.1f} to {100 * mean.high:.1f})."
    )
    close = [each for each in comparisons if each is not best and each.accuracy.high > mean.value]
    if close:
        yield f"Not to be told from it: {', '.join(str(each.arm) for each in close)}."
    most = [each for each in by_workers if not each.is_worse][-1]
    yield (
        f"Workers: with {most.regime} it is no worse than with {by_workers[0].regime}, as far as "
        f"{most.runs} runs can tell ({say_points(most.difference)} points), and takes "
        f"{_say_time(fitted, most)} instead of {_say_time(fitted, by_workers[0])}."
    )
    for each in by_workers:
        if each.is_worse:
            yield (
                f"With {each.regime} it loses {say_points(each.difference)} points, and takes "
                f"{_say_time(fitted, each)}."
            )


def best_of(comparisons: Sequence[Comparison]) -> Comparison:
    """The one with the highest mean accuracy."""
    return max(comparisons, key=lambda each: each.accuracy.value)


def _say_time(fitted: Fitted, comparison: Comparison) -> str:
    return format_seconds(comparison.makespan * fitted.seconds)
