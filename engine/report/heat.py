"""Agents by tasks: who resolved what."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from archive.lineage import Lineage
from engine.report.chart import legend
from engine.report.facts import Facts
from engine.report.html import Html, tag, visible

_MOST_AGENTS, _MOST_TASKS = 80, 200
_CELL, _LEAST_CELL, _LEFT = 15, 10, 40
_WIDTH = 960
_RESOLVED, _UNRESOLVED, _UNKNOWN = "1", "0", " "


@dataclass(frozen=True, slots=True)
class Grid:
    """Verdicts of some agents on some tasks."""

    agents: Sequence[int]
    tasks: Sequence[int]
    """Indexes, the most often resolved first."""
    rows: Sequence[str]
    """For each agent a character for each task."""

    @property
    def cell(self) -> int:
        """Its size in pixels."""
        return min(_CELL, max(_LEAST_CELL, (_WIDTH - _LEFT) // max(len(self.tasks), 1)))


def heat_grid(lineage: Lineage, best: int) -> Grid:
    """The most evaluated agents in order of birth, the root and the best among them."""
    verdicts = lineage.resolved + lineage.unresolved
    order = [0, best, *np.argsort(-verdicts, kind="stable").tolist()]
    agents = sorted(list(dict.fromkeys(order))[:_MOST_AGENTS])
    shape = len(lineage.tasks)
    tried = np.bincount(lineage.verdict_task, minlength=shape)
    resolved = np.bincount(lineage.verdict_task, lineage.verdict_resolved, minlength=shape)
    ease = np.where(tried > 0, resolved / np.maximum(tried, 1), -1.0)
    attempted = np.argsort(-tried, kind="stable")[:_MOST_TASKS]
    tasks = attempted[np.argsort(-ease[attempted], kind="stable")].tolist()
    return Grid(agents, tasks, [_row(lineage, agent, tasks) for agent in agents])


def _row(lineage: Lineage, agent: int, tasks: Sequence[int]) -> str:
    outcomes = lineage.outcomes(agent)
    marks = {True: _RESOLVED, False: _UNRESOLVED, None: _UNKNOWN}
    return "".join(marks[outcomes.get(task)] for task in tasks)


def heat(facts: Facts) -> tuple[Html, dict[str, object]]:
    """The section, and what its script needs to say which cell the pointer is on."""
    grid = heat_grid(facts.lineage, facts.best)
    tasks = facts.lineage.tasks
    left_agents, left_tasks = len(facts.lineage) - len(grid.agents), len(tasks) - len(grid.tasks)
    left = (
        f" {left_agents:,} agents with fewer attempts and {left_tasks:,} tasks are left out."
        if left_agents or left_tasks
        else ""
    )
    section = tag(
        "section",
        tag("h2", "Agents by tasks"),
        tag(
            "p",
            "Each row is an agent, the oldest on top; each column a search task, those resolved "
            f"most often to the left.{left} What an agent did not attempt is empty.",
        ),
        legend(("yes", "resolved"), ("no", "not resolved")),
        tag("div", _draw(grid, facts.best), class_="wide"),
        id="tasks",
    )
    data = {
        "agents": list(grid.agents),
        "tasks": [visible(tasks[task]) for task in grid.tasks],
        "rows": list(grid.rows),
        "cell": grid.cell,
        "left": _LEFT,
    }
    return section, data


def _draw(grid: Grid, best: int) -> Html:
    cell = grid.cell
    width, height = _LEFT + cell * len(grid.tasks), cell * len(grid.agents)
    labels = (
        tag(
            "text",
            str(agent),
            x=_LEFT - 5,
            y=cell * row + cell / 2 + 3,
            text_anchor="end",
            class_="strong" if agent == best else None,
        )
        for row, agent in enumerate(grid.agents)
    )
    return tag(
        "svg",
        tag("path", d=_cells(grid, _RESOLVED), class_="yes"),
        tag("path", d=_cells(grid, _UNRESOLVED), class_="no"),
        *labels,
        id="heat",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=f"{len(grid.agents)} agents by {len(grid.tasks)} tasks",
    )


def _cells(grid: Grid, mark: str) -> str:
    """One path for all cells of a kind: thousands of elements would make a page slow."""
    cell, size = grid.cell, grid.cell - 1
    return "".join(
        f"M{_LEFT + cell * column} {cell * row}h{size}v{size}h-{size}z"
        for row, marks in enumerate(grid.rows)
        for column, each in enumerate(marks)
        if each == mark
    )
