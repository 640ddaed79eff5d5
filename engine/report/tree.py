"""The lineage as a drawing: depth to the right, a row for every agent without drawn children."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

from archive.lineage import Lineage
from engine.cli.text import clade_standing, standing
from engine.report.colours import shade
from engine.report.facts import Facts
from engine.report.html import Html, tag, visible

_WIDTH, _SIDE = 960, 46
_TALL = 1200
"""Height that rows share where they are many."""
_ROW, _LEAST_ROW = 30.0, 5.0
_STEP = 145.0
_SHADES = 24
_LETTERS = 11.0
_LEAST_DISC = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agent is drawn."""

    x: float
    y: float


def arrange(lineage: Lineage, drawn: Sequence[int]) -> dict[int, Place]:
    """Places of agents, which come in order of birth and with all their ancestors."""
    children: dict[int, list[int]] = {agent: [] for agent in drawn}
    for agent in drawn[1:]:
        children[int(lineage.parent[agent])].append(agent)
    row = row_height(sum(not each for each in children.values()))
    deepest = max(int(lineage.depth[agent]) for agent in drawn)
    step = min(_STEP, (_WIDTH - 2 * _SIDE) / max(deepest, 1))
    rows = _rows(children)
    return {
        agent: Place(_SIDE + step * int(lineage.depth[agent]), (rows[agent] + 1) * row)
        for agent in drawn
    }


def row_height(leaves: int) -> float:
    """What one row takes."""
    return min(_ROW, max(_LEAST_ROW, _TALL / max(leaves, 1)))


def _rows(children: Mapping[int, Sequence[int]]) -> dict[int, float]:
    """Agents without children from the top down, parents in the middle of theirs; any depth."""
    rows: dict[int, float] = {}
    waiting, leaves = [0], 0
    while waiting:
        agent = waiting[-1]
        below = children[agent]
        if below and below[0] not in rows:
            waiting += reversed(below)
            continue
        waiting.pop()
        if below:
            rows[agent] = (rows[below[0]] + rows[below[-1]]) / 2
        else:
            rows[agent] = leaves
            leaves += 1
    return rows


def draw_lineage(facts: Facts) -> Html:
    """The drawing; its script lets it be moved, enlarged and asked."""
    places = arrange(facts.lineage, facts.drawn)
    height = max(each.y for each in places.values()) + _ROW
    path = set(facts.lineage.ancestry(facts.best))
    return tag(
        "svg",
        tag("g", *_edges(facts, places, path), class_="edges"),
        tag("g", *_nodes(facts, places, path), class_="nodes"),
        id="lineage",
        viewBox=f"0 0 {_WIDTH} {height:g}",
        role="group",
        aria_label=f"The lineage: {len(facts.drawn)} agents",
    )


def _edges(facts: Facts, places: Mapping[int, Place], path: set[int]) -> Iterator[Html]:
    for agent in facts.drawn[1:]:
        start, end = places[int(facts.lineage.parent[agent])], places[agent]
        middle = (start.x + end.x) / 2
        curve = f"M{start.x:.1f} {start.y:.1f}C{middle:.1f} {start.y:.1f} "
        curve += f"{middle:.1f} {end.y:.1f} {end.x:.1f} {end.y:.1f}"
        yield tag("path", d=curve, class_="edge best" if agent in path else "edge")


def _nodes(facts: Facts, places: Mapping[int, Place], path: set[int]) -> Iterator[Html]:
    hidden, shades = _hidden(facts), scale(facts)
    parents = {int(facts.lineage.parent[agent]) for agent in facts.drawn}
    size = min(_LETTERS, 0.72 * row_height(len(facts.drawn) - len(parents) + 1))
    for agent in facts.drawn:
        radius = max(_radius(facts.lineage.tally(agent).total) * size / _LETTERS, _LEAST_DISC)
        more = f" +{hidden[agent]}" if hidden[agent] else ""
        yield tag(
            "g",
            *_disc(facts, agent, radius, shades),
            tag("text", f"{agent}{more}", y=-radius - 0.3 * size, font_size=size),
            class_="node path" if agent in path else "node",
            transform=f"translate({places[agent].x:.1f} {places[agent].y:.1f})",
            data_agent=str(agent),
            tabindex=0,
            role="button",
            aria_label=f"Agent {agent}: {standing(facts.belief, facts.lineage, agent)}",
        )


def _disc(facts: Facts, agent: int, radius: float, shades: tuple[float, float]) -> Iterator[Html]:
    low, high = shades
    is_known = facts.belief.modelled or facts.lineage.tally(agent).total
    colour = shade((float(facts.belief.accuracy[agent]) - low) / (high - low))
    yield tag("circle", r=radius, fill=colour if is_known else "none", stroke_width=radius / 9)
    if agent == facts.best:
        yield tag("circle", r=1.4 * radius, stroke_width=radius / 4, class_="ring")


def _hidden(facts: Facts) -> Counter[int]:
    """How many children of each agent are not drawn."""
    drawn = Counter(int(facts.lineage.parent[agent]) for agent in facts.drawn)
    return Counter(
        {agent: int(facts.lineage.children[agent]) - drawn[agent] for agent in facts.drawn}
    )


def _radius(verdicts: int) -> float:
    """An area that grows with what is known."""
    return min(3.5 + 0.7 * sqrt(verdicts), 9.0)


def scale(facts: Facts) -> tuple[float, float]:
    """The shares between which the shades run: those of the agents drawn, to the next tenth."""
    known = [
        float(facts.belief.accuracy[agent])
        for agent in facts.drawn
        if facts.lineage.tally(agent).total
    ]
    low, high = floor(10 * min(known, default=0)) / 10, ceil(10 * max(known, default=1)) / 10
    return (low, high) if high > low else (max(low - 0.1, 0.0), low + 0.1)


def draw_scale(facts: Facts) -> Html:
    """What the shades mean."""
    low, high = scale(facts)
    width = 160 / _SHADES
    shades = (
        tag(
            "rect",
            x=40 + width * number,
            y=2,
            width=width + 0.5,
            height=12,
            fill=shade(number / (_SHADES - 1)),
        )
        for number in range(_SHADES)
    )
    return tag(
        "svg",
        tag("text", f"{100 * low:.0f}%", x=34, y=13, text_anchor="end"),
        *shades,
        tag("text", f"{100 * high:.0f}%", x=206, y=13),
        viewBox="0 0 250 17",
        class_="scale",
        role="img",
        aria_label="The shades of the lineage",
    )


def details(facts: Facts) -> dict[int, dict[str, object]]:
    """What the drawing answers about each agent."""
    return {agent: _detail(facts, agent) for agent in facts.drawn}


def _detail(facts: Facts, agent: int) -> dict[str, object]:
    lineage, change = facts.lineage, facts.changes.get(agent)
    parent = int(lineage.parent[agent])
    lines = [
        (
            "",
            "the root" if parent < 0 else f"child of agent {parent}, depth {lineage.depth[agent]}",
        ),
        ("search tasks", standing(facts.belief, lineage, agent)),
        ("clade", clade_standing(facts.belief, facts.metaproductivity, lineage, agent)),
        ("children", f"{lineage.children[agent]}, {lineage.failed[agent]} expansions failed"),
    ]
    if lineage.flagged[agent]:
        lines.append(("flagged", f"{lineage.flagged[agent]} evaluations"))
    if agent == facts.best:
        lines[0] = ("", f"{lines[0][1]}; the best agent")
    found: dict[str, object] = {"lines": lines}
    if change:
        found |= {
            "diff": visible(change.diff),
            "notes": visible(change.notes),
            "cut": change.is_cut,
        }
    return found
