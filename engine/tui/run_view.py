"""The run as a whole: its best agent over time, its budget, its pace, its errors, its workers."""

import numpy as np
from rich.text import Text

from archive.values import Evaluation, Row
from engine.budget import Cap, Resource, Spending, format_seconds
from engine.cli.text import ESTIMATED, amount, say_use
from engine.configuration import Configuration
from engine.plain import plain_line
from engine.tui.details import say_job
from engine.tui.drawing import curve, gauge, spark
from engine.tui.history import Story
from engine.tui.palette import BAD, BLUE, GREEN, QUIET, TITLE, TROUBLE
from engine.tui.rows import Lines
from engine.tui.saying import score
from engine.tui.snapshot import Snapshot

_WINDOWS = ((60.0, "minute"), (600.0, "10 minutes"), (3600.0, "hour"))
_BAR = 30


class RunView(Lines):
    """All of it, from top to bottom."""

    def show(
        self, now: Snapshot, story: Story | None, asked: Configuration, troubles: list[Row]
    ) -> None:
        """Another moment of the run; `troubles`: the newest jobs that failed or met an error."""
        width = max(40, self.app.size.width - 2)
        self.show_lines(run_lines(now, story, asked, troubles, width), stay=True)


def run_lines(
    now: Snapshot,
    story: Story | None,
    configuration: Configuration,
    troubles: list[Row],
    width: int,
) -> list[Text]:
    """Everything, as lines of at most that width."""
    lines = [
        *_asked(configuration, now),
        *_best(now, story, width),
        *_budget(now, story, width),
        *_pace(now, story, width),
        *_workers(now),
        *_troubles(now, troubles),
    ]
    if now.belief.modelled:
        lines += [Text(""), Text(ESTIMATED, style=QUIET)]
    return lines


def _title(text: str) -> Text:
    return Text(text, style=TITLE)


def _asked(asked: Configuration, now: Snapshot) -> list[Text]:
    said = f"{asked.policy} with {asked.seed_agent} on {asked.benchmark}, seed {asked.seed}, "
    use = [each for used in now.use.values() for each in used]
    lines = [Text(plain_line(said + f"{asked.workers} workers, budget {', '.join(asked.budget)}"))]
    return lines + [Text(plain_line(line)) for line in say_use(use)]


def _best(now: Snapshot, story: Story | None, width: int) -> list[Text]:
    said = f"Best so far: agent {now.best}, {score(now, now.best, tally=True)}; root "
    lines = [Text(""), _title(said + score(now, 0, tally=True))]
    if story is None or not story.points:
        return [*lines, Text("reading…", style=QUIET)]
    if not story.complete:
        lines.append(Text("reading…", style=QUIET))
    points = [point for point in story.points if point.evaluations]
    return lines + (curve(points, width, 8) if points else [Text("No verdict yet.", style=QUIET)])


def _budget(now: Snapshot, story: Story | None, width: int) -> list[Text]:
    lines = [Text(""), _title("Budget")]
    for cap in now.caps:
        share = now.spent.of(cap.resource) / cap.amount
        line = gauge(share, min(_BAR, max(10, width - 45)))
        line.append(f" {100 * share:.0f}% {amount(now.spent, cap.resource)} of {cap}")
        lines.append(line.append(_left(now, cap), QUIET))
        if story is not None and len(story.points) > 1:
            lines.append(_burn_down(cap, story, _columns(width)))
    return lines


def _columns(width: int) -> int:
    return max(10, min(60, width - 12))


def _burn_down(cap: Cap, story: Story, columns: int) -> Text:
    """What was left of the budget over the time in which the run worked."""
    spent = [point.spent for point in story.points]
    left = [max(0.0, 1 - each.of(cap.resource) / cap.amount) for each in spent]
    wall = [each.wall for each in spent]
    at = np.linspace(wall[0], wall[-1], columns)
    line = Text.assemble(("left     ", GREEN))
    return line.append_text(spark(np.interp(at, wall, left), BLUE))


def _left(now: Snapshot, cap: Cap) -> str:
    """How long the rest lasts at the pace so far."""
    spent: Spending = now.spent
    used = spent.of(cap.resource)
    left = cap.amount - used
    if not used or not spent.wall or left <= 0 or cap.resource is Resource.WALL:
        return ""
    return f", about {format_seconds(round(left * spent.wall / used))} left at this pace"


def _pace(now: Snapshot, story: Story | None, width: int) -> list[Text]:
    lineage = now.lineage
    lines = [Text(""), _title("Pace")]
    counts = f"{len(lineage):,} agents, deepest {lineage.depth.max()}; {now.spent.expansions:,} "
    counts += f"expansions, {lineage.failed.sum():,} failed; {now.spent.evaluations:,} evaluations"
    lines.append(Text(counts))
    if story is None or not len(story.ends):
        return lines
    rates = (
        f"{(story.ends > now.at - seconds).sum():,} in the last {name}"
        for seconds, name in _WINDOWS
    )
    lines.append(Text(f"jobs ended: {', '.join(rates)}"))
    columns = _columns(width)
    span = float(story.ends.min()), float(story.ends.max())
    done, _ = np.histogram(story.ends, columns, span)
    lines.append(Text.assemble(("ended    ", GREEN)).append_text(spark(done.astype(float), BLUE)))
    if story.errors.any():
        bad, _ = np.histogram(story.ends[story.errors], columns, span)
        lines.append(
            Text.assemble(("errors   ", GREEN)).append_text(spark(bad.astype(float), TROUBLE))
        )
    return lines


def _workers(now: Snapshot) -> list[Text]:
    kind = "jobs run" if now.alive else "jobs were left by a run that does not go on"
    lines = [Text(""), _title(f"Workers: {len(now.running)} {kind}")]
    for job in now.running:
        since = format_seconds(max(0, round(now.at - job.started_at.timestamp())))
        if isinstance(job, Evaluation):
            what = f"evaluates agent {job.agent} on {plain_line(job.task)}"
        else:
            what = f"expands agent {job.parent}"
        lines.append(Text(f"… job {job.id} {what}, for {since}" if now.alive else f"job {job.id}"))
    return lines


def _troubles(now: Snapshot, troubles: list[Row]) -> list[Text]:
    errors, failed = now.lineage.errors, int(now.lineage.failed.sum())
    said = f"Trouble: {errors} errors of the machine, {failed} failed expansions"
    style = f"bold {BAD}" if errors else TITLE
    return [Text(""), Text(said, style=style), *(say_job(job) for job in reversed(troubles))]
