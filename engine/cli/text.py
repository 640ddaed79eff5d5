"""How numbers and agents are written for people."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine.budget import Cap, Resource, Spending, format_seconds
from engine.models.prices import dollars
from engine.statistics import interval

if TYPE_CHECKING:
    from rich.tree import Tree

    from archive.lineage import Lineage
    from archive.values import ModelUse, Tally
    from engine.diversity import Diversity
    from engine.policies.belief import Belief, Floats

_SHOWN = 40
ESTIMATED = (
    "est.: the share of all search tasks that an agent is expected to resolve, with its 95 % "
    "interval. The policy chooses tasks for what they tell, so that shares of the tasks attempted "
    "would mislead."
)
"""Said wherever estimates stand in for tallies."""


def share(tally: "Tally") -> str:
    """A tally with its 95 % interval: `12/20 60% (38-78)`."""
    if not tally.total:
        return "0/0"
    low, high = interval(tally.resolved, tally.unresolved)
    percent = 100 * tally.resolved / tally.total
    return f"{tally.resolved}/{tally.total} {percent:.0f}% ({100 * low:.0f}-{100 * high:.0f})"


def standing(belief: "Belief", lineage: "Lineage", agent: int) -> str:
    """How good an agent is: its tally, or `est. 63% (55-71)` where that would mislead."""
    if not belief.modelled:
        return share(lineage.tally(agent))
    accuracy, low, high = belief.accuracy[agent], belief.low[agent], belief.high[agent]
    return f"est. {100 * accuracy:.0f}% ({100 * low:.0f}-{100 * high:.0f})"


def clade_standing(
    belief: "Belief", metaproductivity: "Floats", lineage: "Lineage", agent: int
) -> str:
    """How good an agent's descendants are: the clade's tally, or the estimated best of them."""
    if not belief.modelled:
        return share(lineage.clade(agent))
    return f"est. best {100 * metaproductivity[agent]:.0f}%"


def amount(spent: Spending, resource: Resource) -> str:
    """How much of one resource was spent, in its unit."""
    value = spent.of(resource)
    if resource in (Resource.WORK, Resource.WALL):
        return format_seconds(value)
    if resource is Resource.DOLLARS:
        return dollars(spent.cost)
    return f"{value:.0f}"


def spent_of(spent: Spending, caps: Sequence[Cap]) -> str:
    """Spending against every cap, in one line."""
    return ", ".join(f"{amount(spent, cap.resource)} of {cap}" for cap in caps)


def lineage_tree(lineage: "Lineage", belief: "Belief", best: int, *, shown: int = _SHOWN) -> "Tree":
    """The tree of agents: the best one's ancestry and then the most evaluated clades."""
    from rich.tree import Tree

    keep = worth_showing(lineage, best, shown)
    nodes = {0: Tree(_label(lineage, belief, 0, best))}
    hidden = Counter({agent: int(lineage.children[agent]) for agent in keep})
    for agent in sorted(keep - {0}, key=lambda each: (int(lineage.depth[each]), each)):
        parent = int(lineage.parent[agent])
        hidden[parent] -= 1
        nodes[agent] = nodes[parent].add(_label(lineage, belief, agent, best))
    for agent, node in nodes.items():
        if hidden[agent]:
            node.add(f"[dim]and {hidden[agent]} more[/dim]")
    return nodes[0]


def worth_showing(lineage: "Lineage", best: int, shown: int) -> set[int]:
    """About so many agents, each with its ancestors: the best one and the most evaluated clades."""
    clade = lineage.clade_resolved + lineage.clade_unresolved
    keep: set[int] = set(lineage.ancestry(best))
    for agent in np.argsort(-clade, kind="stable").tolist():
        if len(keep) >= shown:
            break
        keep |= set(lineage.ancestry(agent))
    return keep


def _label(lineage: "Lineage", belief: "Belief", agent: int, best: int) -> str:
    text = f"[bold]{agent}[/bold]  {standing(belief, lineage, agent)}"
    if lineage.children[agent] and not belief.modelled:
        clade = lineage.clade(agent)
        text += f"  [dim]clade {clade.resolved}/{clade.total}[/dim]"
    if flagged := lineage.flagged[agent]:
        text += f"  [red]flagged {flagged}[/red]"
    if agent == best:
        text += "  [green]best[/green]"
    return text


def say_use(use: "Iterable[ModelUse]") -> list[str]:
    """What models were used for, a line for each role and model."""
    totals: dict[tuple[str, str], tuple[int, int, int]] = {}
    for each in use:
        key = (each.role, each.model or "no answer")
        questions, tokens, cost = totals.get(key, (0, 0, 0))
        totals[key] = (questions + each.questions, tokens + each.tokens, cost + each.cost)
    return [
        f"{role} with {model}: {questions:,} questions, {tokens:,} tokens, {dollars(cost)}"
        for (role, model), (questions, tokens, cost) in sorted(totals.items())
    ]


def say_diversity(found: "Diversity") -> list[tuple[str, str]]:
    """Whether the search still finds something: titles, and a line to each."""
    lines = []
    if (children := found.offspring) is not None:
        lines.append(
            (
                "children",
                f"est. {100 * children.share:.0f}% better than their parents "
                f"({100 * children.low:.0f}-{100 * children.high:.0f}); where both tried a task, "
                f"{children.gained} of {children.both} gained, {children.lost} lost",
            )
        )
    if (trend := found.trend) is not None:
        seen = f"{trend.low:+.2f} to {trend.high:+.2f} points"
        if trend.low < 0 < trend.high:
            said = f"no sign that it changes what a self-modification is worth ({seen} a level)"
        else:
            said = f"a level deeper, a self-modification is worth {trend.per_level:+.2f} ({seen})"
        lines.append(("depth", said))
    members, covered = len(found.pareto), found.pareto.covered
    who = "1 agent resolves" if members == 1 else f"{members} agents resolve"
    lines.append(("Pareto set", f"{who} all {covered} tasks that anybody did"))
    return lines
