"""The line at the top: which run it is and how it stands."""

from pathlib import Path

from rich.text import Text

from engine.configuration import Configuration
from engine.plain import plain_line
from engine.tui.palette import BAD, GREEN
from engine.tui.saying import score
from engine.tui.snapshot import Snapshot


def headline(folder: Path, now: Snapshot | None, asked: Configuration, *, trouble: str) -> Text:
    """One line."""
    top = Text(no_wrap=True, overflow="ellipsis")
    top.append(plain_line(folder.resolve().name), "bold")
    if trouble:
        return top.append(f"  {plain_line(trouble)}", BAD)
    if now is None:
        return top.append("  reading…")
    top.append("  running" if now.alive else "  not running", GREEN if now.alive else "dim")
    top.append(f"  {asked.policy}  {len(now.lineage):,} agents  {now.spent.evaluations:,} evals")
    top.append(f"  best {now.best}: {score(now, now.best, tally=True)}")
    spent = [now.spent.of(cap.resource) / cap.amount for cap in now.caps]
    return top.append(f"  {100 * max(spent, default=0):.0f}% spent")
