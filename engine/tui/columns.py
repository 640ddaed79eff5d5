"""What a table of agents has columns for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from engine.budget import format_seconds
from engine.policies.belief import Floats
from engine.policies.choices import MAX_FAILURES_IN_A_ROW
from engine.tui.history import Story
from engine.tui.saying import chance, clade, score
from engine.tui.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its title, how wide it is, and what it says of an agent."""

    name: str
    """As it is called in filters and sorted by."""
    width: int
    say: Callable[[Snapshot, Mapping[str, Floats], int], str]
    title: str = ""


def _whole(name: str) -> Callable[[Snapshot, Mapping[str, Floats], int], str]:
    return lambda _, columns, agent: f"{columns[name][agent]:.0f}"


def _state(now: Snapshot, _: Mapping[str, Floats], agent: int) -> str:
    lineage = now.lineage
    words = [
        ("best", agent == now.best),
        ("path", agent in now.path and agent != now.best),
        ("expanding", lineage.expanding[agent]),
        ("evaluating", lineage.evaluating[agent]),
        (f"⚑ flagged {lineage.flagged[agent]}", lineage.flagged[agent]),
        ("barren", lineage.failures_in_a_row[agent] >= MAX_FAILURES_IN_A_ROW),
    ]
    return ", ".join(word for word, holds in words if holds)


def _cost(_: Snapshot, columns: Mapping[str, Floats], agent: int) -> str:
    dollars = columns["dollars"][agent]
    time = format_seconds(round(float(columns["cost"][agent]), 1))
    return f"{time} ${dollars:.2f}" if dollars else time


COLUMNS = (
    Column("agent", 6, _whole("agent")),
    Column("score", 13, lambda now, _, agent: score(now, agent, tally=False)),
    Column("cmp", 13, lambda now, _, agent: clade(now, agent, tally=False), "CMP"),
    Column("next", 5, lambda now, _, agent: chance(now, now.outlook.parent, agent)),
    Column("tried", 6, _whole("tried")),
    Column("cost", 8, _cost),
    Column("state", 22, _state),
    Column("depth", 6, _whole("depth")),
    Column("parent", 7, _whole("parent")),
    Column("children", 9, _whole("children")),
    Column("failed", 7, _whole("failed")),
    Column("flags", 6, _whole("flags")),
)
SORTED_BY = tuple(column.name for column in COLUMNS if column.name != "state")
NUMBERS = (*SORTED_BY, "least", "dollars")
"""What filters compare: shares in per cent, cost in seconds."""


def numbers(now: Snapshot, story: Story | None) -> dict[str, Floats]:
    """Name -> column of shape (agents,), for sorting and for filters."""
    lineage, count = now.lineage, len(now.lineage)
    work, dollars = np.zeros(count), np.zeros(count)
    if story is not None:
        known = min(count, len(story.work))
        work[:known] = story.work[:known]
    for agent, used in now.use.items():
        dollars[agent] = sum(each.cost for each in used) / 1e9
    return {
        "agent": np.arange(count, dtype=float),
        "score": 100 * now.belief.accuracy,
        "least": 100 * now.belief.lower,
        "cmp": 100 * now.metaproductivity,
        "next": 100 * now.outlook.parent,
        "tried": (lineage.resolved + lineage.unresolved).astype(float),
        "cost": work,
        "dollars": dollars,
        "depth": lineage.depth.astype(float),
        "parent": lineage.parent.astype(float),
        "children": lineage.children.astype(float),
        "failed": lineage.failed.astype(float),
        "flags": lineage.flagged.astype(float),
    }
