"""An agent's figures in a few lines."""

import numpy as np
from rich.text import Text

from engine.budget import format_seconds
from engine.models.prices import dollars
from engine.policies.choices import MAX_FAILURES_IN_A_ROW
from engine.tui.details import Details
from engine.tui.history import Story
from engine.tui.palette import BAD, BEST, GOOD, GREEN, TROUBLE
from engine.tui.saying import chance, clade, score
from engine.tui.snapshot import Snapshot


def facts(now: Snapshot, agent: int, details: Details | None, story: Story | None) -> Text:
    """What is known of an agent; `details` only where they are of this agent."""
    text = Text(no_wrap=True, overflow="ellipsis")
    text.append_text(_heading(now, agent, details))
    rows = [
        ("score", Text(_estimated(now, score(now, agent, tally=True)), style="bold")),
        ("CMP", Text(_estimated(now, clade(now, agent, tally=True)), style="bold cyan")),
        ("next", Text(_next(now, agent))),
        ("verdicts", _verdicts(now, agent, details)),
        ("children", _children(now, agent)),
        ("cost", Text(_cost(now, agent, story))),
    ]
    for name, said in rows:
        text.append(f"\n{name:<9}", GREEN)
        text.append_text(said)
    return text


def _heading(now: Snapshot, agent: int, details: Details | None) -> Text:
    lineage = now.lineage
    parent = int(lineage.parent[agent])
    text = Text.assemble((f"agent {agent}", BEST if agent in now.path else "bold"))
    if agent == now.best:
        text.append(" ★ best", BEST)
    text.append(" the root" if parent < 0 else f" child of {parent}, depth {lineage.depth[agent]}")
    if details is not None:
        age = max(0.0, now.at - details.agent.born_at.timestamp())
        text.append(f", {_age(age)} old", "dim")
        text.append(f" {details.agent.commit[:8]}", "dim")
    return text


def _age(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f}{unit}"
    return f"{seconds:.0f}s"


def _estimated(now: Snapshot, said: str) -> str:
    return f"{said} of all tasks" if now.belief.modelled else said


def _next(now: Snapshot, agent: int) -> str:
    outlook = now.outlook
    said = (
        f"parent {chance(now, outlook.parent, agent)} (#{_rank(outlook.parent, agent)}), "
        f"eval {chance(now, outlook.candidate, agent)}"
    )
    due = {True: "; expansion due", False: "; evaluation due", None: ""}
    return said + due[now.next_expands]


def _rank(column: np.ndarray, agent: int) -> int:
    return 1 + int((column > column[agent]).sum())


def _verdicts(now: Snapshot, agent: int, details: Details | None) -> Text:
    lineage = now.lineage
    text = Text.assemble(
        (f"✓{lineage.resolved[agent]} resolved", GOOD), "  ",
        (f"✗{lineage.unresolved[agent]} unresolved", BAD),
    )  # fmt: skip
    if lineage.evaluating[agent]:
        text.append(f"  …{lineage.evaluating[agent]} running")
    if details is not None and details.errors:
        text.append(f"  !{details.errors} errors", TROUBLE)
    if lineage.flagged[agent]:
        text.append(f"  ⚑{lineage.flagged[agent]} flagged", TROUBLE)
    if details is not None and details.sealed.total:
        text.append(f"  outside {details.sealed.resolved}/{details.sealed.total}")
    return text


def _children(now: Snapshot, agent: int) -> Text:
    lineage = now.lineage
    text = Text(f"{lineage.children[agent]}")
    if lineage.failed[agent]:
        text.append(f", {lineage.failed[agent]} failed expansions", BAD)
    if lineage.expanding[agent]:
        text.append(f", {lineage.expanding[agent]} being made")
    if lineage.failures_in_a_row[agent] >= MAX_FAILURES_IN_A_ROW:
        text.append(", given up as a parent", TROUBLE)
    return text


def _cost(now: Snapshot, agent: int, story: Story | None) -> str:
    known = story is not None and agent < len(story.work)
    said = (
        format_seconds(round(float(story.work[agent]), 1)) + " of work" if known and story else ""
    )
    used = now.use.get(agent, ())
    if used:
        tokens, cost = sum(each.tokens for each in used), sum(each.cost for each in used)
        said += f", {sum(each.questions for each in used):,} questions, {tokens:,} tokens, "
        said += dollars(cost)
    return said or "…"
