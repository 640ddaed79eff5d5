"""How the search went: what it would have returned, its estimates, what it spent itself on."""

from itertools import pairwise

import numpy as np

from engine.budget import Resource
from engine.cli.text import clade_standing, standing
from engine.report.chart import Axis, Chart, figure, legend, shares, up_to
from engine.report.facts import Facts
from engine.report.html import Html, tag

_MOST_DOTS = 1500
_UNITS = ((3600.0, "hours"), (60.0, "minutes"), (1.0, "seconds"))


def budget_axis(facts: Facts) -> tuple[Axis, float]:
    """The axis of what was spent, and by what amounts have to be divided for it."""
    resource, most = facts.course.resource, facts.course.stands[-1].spent
    if resource not in (Resource.WORK, Resource.WALL):
        title = "spent: dollars" if resource is Resource.DOLLARS else f"spent: {resource}"
        return Axis(title, 0, most or 1.0, "{:,g}".format), 1.0
    unit, name = next(each for each in _UNITS if most >= 2 * each[0] or each[0] == 1)
    return Axis(f"spent: {resource}, {name}", 0, most / unit or 1.0), unit


def best_so_far(facts: Facts) -> Html:
    """What the run would have returned, had it been stopped, against what was spent."""
    axis, unit = budget_axis(facts)
    stands = facts.course.stands
    chart = Chart(axis, shares("share of the search tasks"))

    def line(name: str) -> list[tuple[float, float]]:
        return [(each.spent / unit, getattr(each, name)) for each in stands]

    changed = [new for old, new in pairwise(stands) if new.best != old.best]
    picture = chart.draw(
        "Best agent so far against budget",
        chart.band(line("low"), line("high"), "first"),
        chart.steps(line("root"), "second"),
        chart.steps(line("accuracy"), "first"),
        chart.dots(
            [(each.spent / unit, each.accuracy) for each in changed],
            [f"agent {each.best} takes the lead" for each in changed],
            "first",
        ),
    )
    return figure(
        picture,
        "Best agent so far",
        legend(("first", "the agent that would have been returned"), ("second", "the root")),
        "Share of the search tasks resolved, with its 95 % interval, of the agent that the policy "
        "would have returned at that time; a dot where another agent takes the lead. It is chosen "
        "as the best of many by these same tasks, so its share is too high on average and its "
        "interval too narrow: only the sealed tasks tell what it is worth.",
    )


def scores(facts: Facts) -> Html:
    """Every agent's own score against what is expected of its descendants."""
    lineage = facts.lineage
    known = np.flatnonzero((lineage.children > 0) & (lineage.resolved + lineage.unresolved > 0))
    agents = known[np.argsort(-(lineage.clade_resolved + lineage.clade_unresolved)[known])]
    chosen = agents[:_MOST_DOTS].tolist()
    points = [
        (float(facts.belief.accuracy[each]), float(facts.metaproductivity[each])) for each in chosen
    ]
    most = up_to([value for point in points for value in point])
    chart = Chart(shares("own score", high=most), shares("clade", high=most))
    tips = [
        f"agent {each}: own {standing(facts.belief, lineage, each)}, clade "
        f"{clade_standing(facts.belief, facts.metaproductivity, lineage, each)}"
        for each in chosen
    ]
    picture = chart.draw(
        "Own score against clade estimate",
        chart.line([(0, 0), (most, most)], "even"),
        chart.dots(points, tips, "first"),
    )
    what = (
        "the share that the best of its clade is expected to resolve"
        if facts.belief.modelled
        else "the share of all attempts in its clade that resolved"
    )
    left = len(agents) - len(chosen)
    return figure(
        picture,
        "Own score and clade",
        f"Each dot is an agent with children: to the right its own score, upwards {what} (its own "
        "attempts are among them). Far from the line, the descendants are another story than the "
        "agent. ",
        f"{left:,} agents with smaller clades are left out." if left else "",
    )


def search(facts: Facts) -> Html:
    """The section."""
    return tag(
        "section",
        tag("h2", "How the search went"),
        tag("div", best_so_far(facts), scores(facts), class_="charts"),
        id="search",
    )
