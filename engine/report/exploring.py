"""Exploration and exploitation: what the search did, and whether it still found anything."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil

from engine.cli.text import standing
from engine.diversity import Offspring
from engine.report.about import several, table
from engine.report.chart import Chart, figure, shares, up_to
from engine.report.course import Stand
from engine.report.facts import Facts
from engine.report.foresight import EARLY, FEWEST
from engine.report.html import Content, Html, tag
from engine.report.search import budget_axis

_BARS = 12
_MOST_MEMBERS = 15
_MOST_DOTS = 1500


def exploring(facts: Facts) -> Html:
    """The section."""
    charts = (actions(facts), *_better(facts), foresight(facts))
    return tag(
        "section",
        tag("h2", "Exploring and exploiting"),
        tag("div", *charts, class_="charts"),
        *_trend(facts),
        *_specialists(facts),
        id="exploring",
    )


def actions(facts: Facts) -> Html:
    """What part of the jobs were expansions, over the run."""
    stands, (axis, unit) = facts.course.stands, budget_axis(facts)
    cuts = [*stands[:: ceil(len(stands) / _BARS)], stands[-1]]
    bars = list(_action_bars(cuts, unit))
    chart = Chart(axis, shares("expansions", high=up_to(part for _, part, _, _ in bars)))
    layers = (
        chart.bars([(middle, part)], width, [tip], "first") for middle, part, width, tip in bars
    )
    return figure(
        chart.draw("Expansions among all jobs", *layers),
        "New agents or evaluations of old ones",
        "Share of the jobs begun that made new agents; the others evaluated those there are.",
    )


def _action_bars(cuts: Sequence[Stand], unit: float) -> Iterator[tuple[float, float, float, str]]:
    for before, after in pairwise(cuts):
        expansions = after.expansions - before.expansions
        jobs = expansions + after.evaluations - before.evaluations
        width = (after.spent - before.spent) / unit
        if jobs and width > 0:
            middle = (after.spent + before.spent) / 2 / unit
            yield middle, expansions / jobs, width, f"{expansions} expansions of {jobs} jobs"


def _better(facts: Facts) -> Iterator[Html]:
    """The share of children that are better than their parents, as far as was known at a time."""
    now = facts.diversity.offspring
    if now is None or not now.measured:
        return
    before = [(spent, each) for spent, each in facts.course.children if each.measured]
    found = [*before, (facts.course.stands[-1].spent, now)]
    axis, unit = budget_axis(facts)
    chart = Chart(axis, shares("better than their parents"))
    points = [(spent / unit, each.share) for spent, each in found]
    picture = chart.draw(
        "Share of children better than their parents",
        chart.band(
            [(spent / unit, each.low) for spent, each in found],
            [(spent / unit, each.high) for spent, each in found],
            "third",
        ),
        chart.steps(points, "third"),
        chart.dots(points, [_say_offspring(each) for _, each in found], "third"),
    )
    yield figure(
        picture,
        "Children better than their parents",
        "Of all children until then, with its 95 % interval. A model that judges parent and child "
        "together says how probably each child is better; to compare raw shares would make "
        "children look worse than they are, because lucky agents become parents. ",
        _say_offspring(now),
    )


def _say_offspring(each: Offspring) -> str:
    children = several(each.children, "child", "children")
    return (
        f"{children}, {each.measured} with a verdict: {100 * each.share:.0f}% "
        f"({100 * each.low:.0f}-{100 * each.high:.0f}) better; surely better {each.better}, surely "
        f"not {each.worse}; of {several(each.both, 'task')} that child and parent both tried, "
        f"children gained {each.gained} and lost {each.lost}."
    )


def foresight(facts: Facts) -> Html:
    """How well early scores predicted what descendants would do."""
    found = facts.foresight
    pairs = list(zip(found.early, found.later, strict=True))[:_MOST_DOTS]
    most = up_to([value for pair in pairs for value in pair])
    chart = Chart(shares("early score", high=most), shares("descendants", high=most))
    tips = [
        f"agent {agent}: {100 * early:.0f}% early, its descendants {100 * later:.0f}%"
        for agent, (early, later) in zip(found.agents, pairs, strict=False)
    ]
    picture = chart.draw(
        "Early scores against descendants",
        chart.line([(0, 0), (most, most)], "even"),
        chart.dots(pairs, tips, "first"),
    )
    if found.correlation is None:
        answer = f"Fewer than {FEWEST} agents, or all alike: too few to say how well."
    else:
        answer = (
            f"Spearman's rank correlation over {len(found.agents):,} agents is "
            f"{found.correlation:+.2f}. It comes without an interval, because agents of one "
            "lineage share their descendants."
        )
    return figure(
        picture,
        "Did early scores tell?",
        f"To the right, what was thought of an agent when it first had {EARLY} verdicts; upwards, "
        "what its descendants do now, its own attempts left out. Where the dots have no direction, "
        f"a search that trusts scores digs in the wrong place. {answer}",
    )


def _trend(facts: Facts) -> Iterator[Html]:
    """Whether deep modifications are worth less."""
    trend = facts.diversity.trend
    if trend is None:
        return
    yield tag("h3", "Depth")
    yield tag(
        "p",
        f"A self-modification of the root is worth {trend.gain:+.1f} points, and every level of "
        f"depth adds {trend.per_level:+.2f} to that (95 % interval {trend.low:+.2f} to "
        f"{trend.high:+.2f}; {trend.children} children, the deepest at {trend.deepest}). ",
        trend.warning or "",
    )


def _specialists(facts: Facts) -> Iterator[Html]:
    """Agents of the Pareto set."""
    pareto = facts.diversity.pareto
    if not pareto.covered:
        return
    members = sorted(pareto.tasks, key=lambda agent: (-pareto.tasks[agent], agent))
    left = len(members) - _MOST_MEMBERS
    yield tag("h3", "Who is best at what")
    yield tag(
        "p",
        f"{several(len(members), 'agent')} together resolved all {pareto.covered} of "
        f"{len(facts.lineage.tasks)} search tasks that anybody resolved (the Pareto set by task). "
        "The fewer they are, the more one agent can do all that the search has found."
        + (f" {left:,} that resolved fewer are left out here." if left > 0 else ""),
    )
    lines: list[list[Content]] = [
        [
            f"agent {agent}" + (", the best" if agent == facts.best else ""),
            pareto.tasks[agent],
            standing(facts.belief, facts.lineage, agent),
        ]
        for agent in members[:_MOST_MEMBERS]
    ]
    yield table(["", "tasks resolved", "search tasks"], lines)
