"""One agent: its figures, and below them what it changed, is, came from, did and asked."""

import asyncio
from collections.abc import Awaitable, Callable

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import ContentSwitcher, Static

from archive.store import Archive
from archive.values import Evaluation
from engine.tui.bar import Bar
from engine.tui.code import prose
from engine.tui.details import (
    Details,
    Part,
    diff_lines,
    evaluation_entries,
    evaluation_parts,
    exchange_entries,
    expansion_lines,
    file_entries,
    read_details,
)
from engine.tui.facts import facts
from engine.tui.history import Story
from engine.tui.lanes import TROUBLES, Lane
from engine.tui.palette import BAD, QUIET
from engine.tui.reader import Reader
from engine.tui.rows import Entries, Lines, Rows
from engine.tui.snapshot import Snapshot

TABS = ("Diff", "Files", "Expansion", "Evals", "Model")
_PAUSE = 0.15
"""Seconds for which the cursor has to rest before an agent's record is read."""


class AgentPanel(Vertical):
    """Everything about the chosen agent."""

    DEFAULT_CSS = """
    AgentPanel { border-left: solid $panel-lighten-2; }
    AgentPanel #facts { height: 7; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    AgentPanel ContentSwitcher { height: 1fr; padding: 0 0 0 1; }
    """

    def __init__(self, lane: Lane, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lane = lane
        self._now: Snapshot | None = None
        self._story: Story | None = None
        self._agent = 0
        self._tab = 0
        self._details: Details | None = None
        self._shown: tuple[object, ...] = ()
        """Whose record the tab shows, in which state."""

    def compose(self) -> ComposeResult:
        """Figures, tabs, and what they stand for."""
        yield Static(id="facts")
        yield Bar(TABS, id="tabs")
        with ContentSwitcher(initial="lines"):
            yield Lines(id="lines")
            yield Entries(id="entries")

    def show(self, now: Snapshot, story: Story | None) -> None:
        """Another moment."""
        self._now, self._story = now, story
        self._refresh()

    def show_agent(self, agent: int) -> None:
        """Another agent."""
        if agent != self._agent:
            self._agent = agent
            self._refresh()

    def show_tab(self, tab: int) -> None:
        """Another tab."""
        self._tab = tab % len(TABS)
        self.query_one("#tabs", Bar).show(self._tab)
        self._refresh()

    def focus_content(self) -> None:
        """Give the keys to what the tab shows."""
        self.query_one(f"#{self._place}").focus()

    @property
    def _place(self) -> str:
        return "lines" if TABS[self._tab] in ("Diff", "Expansion") else "entries"

    def on_bar_chosen(self, event: Bar.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.show_tab(event.place)

    # -- reading

    def _refresh(self) -> None:
        now = self._now
        if now is None or self._agent >= len(now.lineage):
            return
        self._show_facts()
        wanted = (self._agent, self._tab, _state(now, self._agent))
        if wanted != self._shown:
            stay = self._shown[:2] == wanted[:2]
            if not stay:
                self._clear()
            self._shown = wanted
            self._read(self._agent, stay=stay)

    def _show_facts(self) -> None:
        details = self._details
        known = details if details and details.agent.id == self._agent else None
        if self._now is not None:
            said = facts(self._now, self._agent, known, self._story)
            self.query_one("#facts", Static).update(said, layout=False)

    def _clear(self) -> None:
        """What is shown is of another agent or tab: it must not be taken for this one's."""
        entries = self.query_one("#entries", Entries)
        if entries.chosen is not None:
            entries.show_entries([(Text("reading…", style=QUIET), None)])
        lines = self.query_one("#lines", Lines)
        if lines.text != "reading…":
            lines.show_lines(prose("reading…", QUIET))

    @work(exclusive=True)
    async def _read(self, agent: int, *, stay: bool) -> None:
        await asyncio.sleep(_PAUSE)
        try:
            details = await self._lane.ask(lambda archive: read_details(archive, agent))
            self._details = details
            self._show_facts()
            await _FILLS[TABS[self._tab]](self, details, stay=stay)
        except TROUBLES as error:
            self._fill_lines(prose(f"It cannot be read: {error}", BAD), stay=False)

    async def _fill_diff(self, details: Details, *, stay: bool) -> None:
        lines = await self._lane.ask(lambda archive: diff_lines(archive, details))
        self._fill_lines(lines, stay=stay)

    async def _fill_expansion(self, details: Details, *, stay: bool) -> None:
        lines = await self._lane.ask(lambda archive: expansion_lines(archive, details))
        self._fill_lines(lines, stay=stay)

    async def _fill_files(self, details: Details, *, stay: bool) -> None:
        entries = await self._lane.ask(lambda archive: file_entries(archive, details.agent.id))
        self._fill_entries(entries, "It has no files.", stay=stay)

    async def _fill_evaluations(self, details: Details, *, stay: bool) -> None:
        self._fill_entries(evaluation_entries(details), "Never evaluated.", stay=stay)

    async def _fill_model(self, details: Details, *, stay: bool) -> None:
        entries = await self._lane.ask(lambda archive: exchange_entries(archive, details.agent.id))
        self._fill_entries(entries, "Nothing was asked of a model for it.", stay=stay)

    def _fill_lines(self, lines: list[Text], *, stay: bool) -> None:
        self.query_one(ContentSwitcher).current = "lines"
        self.query_one("#lines", Lines).show_lines(lines or prose("[empty]", QUIET), stay=stay)

    def _fill_entries(
        self, entries: list[tuple[Text, object]], nothing: str, *, stay: bool
    ) -> None:
        self.query_one(ContentSwitcher).current = "entries"
        list_ = self.query_one("#entries", Entries)
        if not stay:
            list_.cursor = 0
        list_.show_entries(entries or [(Text(nothing, style=QUIET), None)])

    # -- opening

    async def on_rows_opened(self, event: Rows.Opened) -> None:
        """Read what the row stands for."""
        event.stop()
        match self.query_one("#entries", Entries).chosen:
            case Evaluation() as job:
                await self._open_evaluation(job)
            case (Part() as part, int() as page):
                self.app.push_screen(Reader(f"agent {self._agent}", [part], self._lane, page=page))

    async def _open_evaluation(self, job: Evaluation) -> None:
        def read(archive: Archive) -> list[Part]:
            return evaluation_parts(archive, archive.job(job.id) or job)

        try:
            parts = await self._lane.ask(read)
        except TROUBLES as error:
            self.notify(f"It cannot be read: {error}", severity="error", markup=False)
            return
        self.app.push_screen(Reader(f"agent {job.agent}, job {job.id}", parts, self._lane))


_Fill = Callable[..., Awaitable[None]]
_FILLS: dict[str, _Fill] = {
    "Diff": AgentPanel._fill_diff,
    "Files": AgentPanel._fill_files,
    "Expansion": AgentPanel._fill_expansion,
    "Evals": AgentPanel._fill_evaluations,
    "Model": AgentPanel._fill_model,
}


def _state(now: Snapshot, agent: int) -> tuple[int, ...]:
    """Changes whenever the agent's record does."""
    lineage = now.lineage
    columns = ("resolved", "unresolved", "evaluating", "expanding", "children", "failed")
    return (*(int(getattr(lineage, name)[agent]) for name in columns), lineage.errors)
