"""The live view of a run on a terminal."""

import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from archive.values import Evaluation, Verdict
from engine.best import best_of
from engine.budget import Cap, Spending, parse_budget
from engine.cli.text import amount, standing
from engine.configuration import Configuration
from engine.events import Evaluated, Event, Progress
from engine.models.prices import dollars
from engine.narration import describe
from engine.policies.belief import Belief
from engine.rest import Rest
from engine.run_record import policy_of

_EVENTS = 6


class LiveNarrator:
    """Budget, counts, the best agent, the workers and what happened last, redrawn in place.

    What is believed of many agents takes time to say, and drawing rests afterwards.
    """

    def __init__(
        self,
        folder: Path,
        configuration: Configuration,
        console: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._configuration = configuration
        self._caps = [parse_budget(text) for text in configuration.budget]
        self._policy = policy_of(configuration)
        self._lines: deque[str] = deque(maxlen=_EVENTS)
        self._sealed: Counter[tuple[int, Verdict]] = Counter()
        self._live = Live(console=console or Console(stderr=True), refresh_per_second=4)
        self._rest = Rest(clock)
        self._undrawn: Progress | None = None

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._undrawn:
            self._live.update(self.render(self._undrawn))
        self._live.stop()

    def tell(self, event: Event, progress: Progress) -> None:
        """See Narrator."""
        if line := describe(event):
            self._lines.append(line)
        if isinstance(event, Evaluated) and event.evaluation.sealed and event.evaluation.verdict:
            self._sealed[event.evaluation.agent, event.evaluation.verdict] += 1
        if not self._rest.is_over:
            self._undrawn = progress
            return
        with self._rest.after():
            self._live.update(self.render(progress))
        self._undrawn = None

    def render(self, progress: Progress) -> RenderableType:
        """The whole picture."""
        header = Text.assemble(
            ("hgm evolve ", "bold"), f"{self._folder}  ", (self._configuration.policy, "cyan"),
            f" on {self._configuration.benchmark}, seed {self._configuration.seed}",
        )  # fmt: skip
        belief = self._policy.belief(progress.lineage)
        parts: list[RenderableType] = [
            header,
            self._budget(progress.spent),
            _facts(progress, belief),
        ]
        if self._sealed:
            parts.append(self._sealed_line())
        parts += [_workers(progress), Text("\n".join(self._lines), style="dim")]
        return Group(*parts)

    def _budget(self, spent: Spending) -> Table:
        table = Table.grid(padding=(0, 1))
        for cap in self._caps:
            table.add_row(*_bar(cap, spent))
        return table

    def _sealed_line(self) -> Text:
        agents = sorted({agent for agent, _ in self._sealed})
        tallies = (
            f"agent {agent} {self._sealed[agent, Verdict.RESOLVED]}"
            f"/{sum(n for (a, _), n in self._sealed.items() if a == agent)}"
            for agent in agents
        )
        return Text(f"sealed comparison: {', '.join(tallies)}", style="magenta")


def _bar(cap: Cap, spent: Spending) -> tuple[RenderableType, ...]:
    done = min(spent.of(cap.resource), cap.amount)
    bar = ProgressBar(total=cap.amount, completed=done, width=30)
    return Text(cap.resource.value), bar, Text(f"{amount(spent, cap.resource)} of {cap}")


def _facts(progress: Progress, belief: Belief) -> Table:
    lineage, best = progress.lineage, best_of(belief)
    evaluated = f"{lineage.resolved.sum()} resolved, {lineage.unresolved.sum()} unresolved"
    failed = int(lineage.failed.sum())
    table = Table.grid(padding=(0, 2))
    table.add_row(
        "agents", f"{len(lineage)}, deepest {lineage.depth.max()}, {failed} expansions failed"
    )
    table.add_row("evaluations", f"{evaluated}, {lineage.errors} errors")
    table.add_row(
        "best", f"agent {best}, depth {lineage.depth[best]}: {standing(belief, lineage, best)}"
    )
    table.add_row("root", standing(belief, lineage, 0))
    if progress.spent.tokens:
        spent = progress.spent
        table.add_row("models", f"{spent.tokens:,} tokens, {dollars(spent.cost)}")
    return table


def _workers(progress: Progress) -> Table:
    table = Table.grid(padding=(0, 2))
    for job in progress.running:
        if isinstance(job, Evaluation):
            table.add_row(Text("evaluating", style="blue"), f"agent {job.agent} on {job.task}")
        else:
            table.add_row(Text("expanding", style="green"), f"agent {job.parent}")
    return table
