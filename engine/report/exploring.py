"""Exploration and exploitation: what the search did, and whether it still found anything."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, isnan

from engine.cli.text import standing
from engine.diversity import MOST_AGENTS, Offspring
from engine.foresight import Correlation, Estimate
from engine.report.about import several, table
from engine.report.chart import Axis, Chart, figure, legend, shares, up_to
from engine.report.course import Stand
from engine.report.facts import Facts
from engine.report.html import Content, Html, tag
from engine.report.search import budget_axis

_BARS = 12
_MOST_MEMBERS = 15
_MOST_DOTS = 1500
_LEFT_OUT = (
    f"In runs of more than {MOST_AGENTS:,} agents it is left out how children do against their "
    "parents, how new their changes are, and how well early scores told."
)


def exploring(facts: Facts) -> Html:
    """The section."""
    charts = (actions(facts), *_better(facts), *_new(facts))
    return tag(
        "section",
        tag("h2", "Exploring and exploiting"),
        tag("div", *charts, class_="charts"),
        tag("p", _LEFT_OUT) if len(facts.lineage) > MOST_AGENTS else "",
        *_foresight(facts),
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
    known = [(spent, each.offspring) for spent, each in facts.diversity]
    found = [(spent, each) for spent, each in known if each is not None and each.measured]
    if not found:
        return
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
        _say_offspring(found[-1][1]),
    )


def _say_offspring(each: Offspring) -> str:
    children = several(each.children, "child", "children")
    return (
        f"{children}, {each.measured} with a verdict: {100 * each.share:.0f}% "
        f"({100 * each.low:.0f}-{100 * each.high:.0f}) better; surely better {each.better}, surely "
        f"not {each.worse}; of {several(each.both, 'task')} that child and parent both tried, "
        f"children gained {each.gained} and lost {each.lost}."
    )


def _new(facts: Facts) -> Iterator[Html]:
    """How new children's changes were."""
    found = sorted(facts.novelty.items())
    if not found:
        return
    axis = Axis("agents, in order of birth", 0, max(found[-1][0], 1), "{:,.0f}".format)
    chart = Chart(axis, Axis("novelty", 0, 1))
    size = ceil(len(found) / _BARS)
    groups = [found[start : start + size] for start in range(0, len(found), size)]
    means = [(each[0][0], sum(new.novelty for _, new in each) / len(each)) for each in groups]
    every = found if len(found) <= _MOST_DOTS else []
    picture = chart.draw(
        "Novelty of children's changes",
        chart.dots(
            [(agent, each.novelty) for agent, each in every],
            [f"agent {agent}: {each}" for agent, each in every],
            "first",
        ),
        chart.steps([*means, (found[-1][0], means[-1][1])], "second"),
    )
    yield figure(
        picture,
        "Are changes still new?",
        legend(("second", "mean of a twelfth of the agents")),
        "How far each agent's change is from the ten nearest changes before it: 0 for one that was "
        "there already, 1 for one that shares nothing with any. ",
        "" if every else "There are too many agents for a dot each.",
    )


def _foresight(facts: Facts) -> Iterator[Html]:
    """How well estimates told what descendants would do."""
    if not facts.foresight:
        return
    axis, unit = budget_axis(facts)
    name = axis.title.removeprefix("spent: ")
    lines: list[list[Content]] = [
        [estimate, *(_said(each[estimate]) for _, each in facts.foresight)] for estimate in Estimate
    ]
    yield tag("h3", "Did early scores tell?")
    yield tag(
        "p",
        "Correlation of what an estimate said of an agent at an early time with its best "
        "descendant as seen by later verdicts alone; in brackets the number of agents. 1 is "
        "perfect foresight and 0 none: a search that trusts such an estimate digs anywhere. There "
        "is no interval, because agents of one lineage share descendants; below some thirty "
        "agents it means little.",
    )
    heads = [f"at {axis.say(spent / unit)}" for spent, _ in facts.foresight]
    yield table([f"estimate, by {name} spent", *heads], lines)


def _said(found: Correlation) -> str:
    if isnan(found.plain):
        return "too few"
    return f"{found.plain:+.2f} ({found.agents:,})"


def _trend(facts: Facts) -> Iterator[Html]:
    """Whether deep modifications are worth less."""
    trend = facts.diversity[-1][1].trend
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
    pareto = facts.diversity[-1][1].pareto
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
