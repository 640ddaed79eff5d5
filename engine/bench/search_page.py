"""The result of `engine.bench.search` as a page."""

import platform
import statistics
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from math import isfinite, sqrt

from engine.bench.outcomes import Outcome
from engine.foresight import Estimate, Target


def as_page(outcomes: Sequence[Outcome], command: str, budget: str) -> str:
    """The whole result as a page of Markdown."""
    return "\n".join(_lines(outcomes, command, budget)) + "\n"


def _lines(outcomes: Sequence[Outcome], command: str, budget: str) -> Iterator[str]:
    arms = list(dict.fromkeys(outcome.arm for outcome in outcomes))
    yield "# Search on the bundled benchmark"
    yield ""
    yield (
        f"`{command}`: {budget} of work time a run, one worker, the offline agent `mutator` on "
        f"`bugs`, hgm-engine {version('hgm-engine')}, Python {platform.python_version()}, "
        f"{platform.machine()}. Shares are percent of the sealed tasks; intervals are of 95 %, by "
        "Student's t over the runs; gains over a policy are paired by seed."
    )
    yield ""
    yield from _arm_table(arms, outcomes)
    yield ""
    yield "Evaluations, agents and depth of the winner are medians."
    yield from ("", "## Estimates of clade metaproductivity", "")
    yield (
        "Pearson correlations over the agents of a run that have descendants, plain / weighted by "
        "evaluations of the clade; means over runs with their standard error "
        "(engine/foresight.py). *Realised* and *expected* are in hindsight, as in HGM's table 1; "
        "*foresight* is of estimates at half time with what was seen of the best descendant later."
    )
    yield ""
    yield from _estimate_table(arms, outcomes)
    yield from ("", "## Every run", "")
    yield _row(
        "policy", "seed", "root", "winner", "gain", "p", "agents", "depth", "evals", "failed"
    )
    yield _row(*["---"] * 10)
    yield from map(_run_row, sorted(outcomes, key=lambda each: (arms.index(each.arm), each.seed)))
    yield ""
    yield "p is McNemar's exact test of the winner against the root."


def _arm_table(arms: Sequence[str], outcomes: Sequence[Outcome]) -> Iterator[str]:
    against = [f"over {arm}" for arm in arms]
    yield _row("policy", "runs", "winner", "gain", *against, "evals", "agents", "depth")
    yield _row(*["---"] * (7 + len(arms)))
    for arm in arms:
        own = {each.seed: each for each in outcomes if each.arm == arm}
        yield _row(
            arm,
            len(own),
            _mean(each.winner for each in own.values()),
            _mean((each.gain for each in own.values()), signed=True),
            *(_over(own, outcomes, other) if other != arm else "" for other in arms),
            *(
                f"{statistics.median(getattr(each, name) for each in own.values()):.0f}"
                for name in ("evaluations", "agents", "depth")
            ),
        )


def _over(own: dict[int, Outcome], outcomes: Sequence[Outcome], other: str) -> str:
    """By how much the winners are better than those of another policy, seed by seed."""
    paired = [
        own[each.seed].winner - each.winner
        for each in outcomes
        if each.arm == other and each.seed in own
    ]
    return _mean(paired, signed=True)


def _estimate_table(arms: Sequence[str], outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield _row("trees of", "estimate", "realised", "expected", "foresight")
    yield _row(*["---"] * 5)
    for arm in arms:
        own = [each for each in outcomes if each.arm == arm]
        for estimate in Estimate:
            columns = [
                [each.hindsight[estimate, Target.REALISED] for each in own],
                [each.hindsight[estimate, Target.EXPECTED] for each in own],
                [each.foresight[estimate] for each in own],
            ]
            cells = (
                f"{_correlation(each.plain for each in column)} / "
                f"{_correlation(each.weighted for each in column)}"
                for column in columns
            )
            yield _row(arm, estimate, *cells)


def _correlation(values: Iterable[float]) -> str:
    known = [value for value in values if isfinite(value)]
    if len(known) < 2:
        return "-"
    error = statistics.stdev(known) / sqrt(len(known))
    return f"{statistics.mean(known):+.2f} ± {error:.2f}"


def _mean(values: Iterable[float], *, signed: bool = False) -> str:
    """A mean and half its 95 % interval."""
    from scipy.stats import t

    known = list(values)
    if not known:
        return "-"
    middle = f"{statistics.mean(known):+.1f}" if signed else f"{statistics.mean(known):.1f}"
    if len(known) < 2:
        return middle
    half = t.ppf(0.975, len(known) - 1) * statistics.stdev(known) / sqrt(len(known))
    return f"{middle} ± {half:.1f}"


def _run_row(outcome: Outcome) -> str:
    return _row(
        outcome.arm,
        outcome.seed,
        f"{outcome.root:.1f}",
        f"{outcome.winner:.1f}",
        f"{outcome.gain:+.1f}",
        f"{outcome.p_value:.2g}",
        outcome.agents,
        outcome.depth,
        outcome.evaluations,
        outcome.failed,
    )


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
