"""Simulated runs as tables of Markdown, as data, and as curves to plot."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from math import isinf

from engine.lab.analysis import PARTS, Comparison, Mean, Summary, summarise
from engine.lab.experiment import Arm
from engine.lab.lockstep import CHECKPOINTS
from engine.lab.regimes import ASYNC, MAIN, REGIMES, STRESS

_GROUPS = {"main": MAIN, "stress": STRESS, "async": ASYNC}


def as_markdown(comparisons: Sequence[Comparison], baseline: Arm) -> str:
    """A table of regimes, and for each group of regimes a table of policies."""
    arms = list(dict.fromkeys(each.arm for each in comparisons))
    rivals = [arm for arm in arms if arm != baseline]
    one_regime = len({each.regime for each in comparisons}) == 1
    table = _arm_table(comparisons) if one_regime else _regime_table(comparisons, arms, rivals)
    lines = [
        "True accuracy (%) of the returned agent at equal budget; gains over "
        f"{baseline} in points with 95 % intervals, paired by seed;",
        f"*part*: of the budget, after which the policy is as good as {baseline} is in the end, "
        "with a bootstrap interval.",
        "",
        *table,
    ]
    if one_regime:
        return "\n".join([*lines, ""])
    for name, group in _groups(comparisons):
        lines += ["", f"Over {name}:", "", *_summary_table(summarise(group))]
    return "\n".join([*lines, ""])


def _groups(comparisons: Sequence[Comparison]) -> Iterator[tuple[str, list[Comparison]]]:
    for name, numbers in _GROUPS.items():
        group = [each for each in comparisons if each.regime in numbers]
        if group:
            count = len({each.regime for each in group})
            yield f"{count} {name} regime{'s' if count > 1 else ''}", group


def _arm_table(comparisons: Sequence[Comparison]) -> Iterator[str]:
    heads = ("agents", "evaluations", "expansions", "depth", "best in tree", "makespan")
    yield _row("policy", "runs", "accuracy", "gains", "won", "part", *heads)
    yield _row(*["---"] * (6 + len(heads)))
    for each in comparisons:
        yield _row(
            each.arm,
            each.runs,
            f"{100 * each.accuracy.value:.1f}",
            *_against(each),
            *(
                f"{value:.0f}"
                for value in (each.agents, each.evaluations, each.expansions, each.depth)
            ),
            f"{100 * each.best:.1f}",
            f"{each.makespan:.0f}",
        )


def _regime_table(
    comparisons: Sequence[Comparison], arms: Sequence[Arm], rivals: Sequence[Arm]
) -> Iterator[str]:
    found = {(each.regime, each.arm): each for each in comparisons}
    yield _row(
        "regime",
        "runs",
        *arms,
        *(text for arm in rivals for text in (f"{arm} gains", "won", "part")),
    )
    yield _row(*["---"] * (2 + len(arms) + 3 * len(rivals)))
    for regime in dict.fromkeys(each.regime for each in comparisons):
        row = {arm: found[regime, arm] for arm in arms}
        name = f" {REGIMES[regime].name}" if regime in REGIMES else ""
        yield _row(
            f"{regime}{name}",
            min(each.runs for each in row.values()),
            *(f"{100 * each.accuracy.value:.1f}" for each in row.values()),
            *(text for arm in rivals for text in _against(row[arm])),
        )


def _against(comparison: Comparison) -> tuple[str, str, str]:
    return (
        say_points(comparison.difference),
        f"{100 * comparison.won:.0f} %",
        _say_part(comparison.fraction),
    )


def say_points(difference: Mean) -> str:
    """A difference of shares in points, as `+22.7 ± 3.0`."""
    half = 100 * (difference.high - difference.value)
    return f"{100 * difference.value:+.1f} ± {half:.1f}"


def _say_part(fraction: Mean) -> str:
    return f"{_number(fraction.value)} [{_number(fraction.low)}, {_number(fraction.high)}]"


def _number(value: float) -> str:
    return "> 1" if isinf(value) else f"{value:.2f}"


def _summary_table(summaries: Sequence[Summary]) -> Iterator[str]:
    parts = [f"part <= {part:g}" for part in PARTS]
    yield _row("policy", "accuracy", "gains", "better / worse", "mean part", "worst", *parts)
    yield _row(*["---"] * (6 + len(parts)))
    for each in summaries:
        yield _row(
            each.arm,
            f"{100 * each.accuracy:.1f}",
            say_points(each.difference),
            f"{each.better} / {each.worse} of {each.regimes}",
            _number(each.fraction),
            _number(each.worst_fraction),
            *(each.within.values()),
        )


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def as_data(comparisons: Sequence[Comparison], baseline: Arm) -> dict[str, object]:
    """The same for programs; what is infinite is null."""
    return {
        "baseline": str(baseline),
        "checkpoints": [(point + 1) / CHECKPOINTS for point in range(CHECKPOINTS)],
        "regimes": [_finite({**asdict(each), "arm": str(each.arm)}) for each in comparisons],
        "summaries": {
            name: [_finite({**asdict(each), "arm": str(each.arm)}) for each in summarise(group)]
            for name, group in _groups(comparisons)
        },
    }


def _finite(value: object) -> object:
    match value:
        case float() if isinf(value):
            return None
        case dict():
            return {key: _finite(each) for key, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
        case _:
            return value


def as_csv(comparisons: Sequence[Comparison]) -> str:
    """The curves: a line for each regime, policy and checkpoint."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["regime", "policy", "part", "accuracy", "low", "high"])
    for each in comparisons:
        for point, mean in enumerate(each.curve):
            part = (point + 1) / CHECKPOINTS
            values = (f"{value:.5f}" for value in (mean.value, mean.low, mean.high))
            writer.writerow([each.regime, each.arm, part, *values])
    return text.getvalue()
