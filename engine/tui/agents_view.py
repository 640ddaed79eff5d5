"""All agents in a table, with a line to filter them by."""

import time

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from engine.tui.agent_table import AgentTable, TableHeader
from engine.tui.columns import NUMBERS, SORTED_BY, numbers
from engine.tui.filtering import Filter, NotUnderstood, parse_filter
from engine.tui.history import Story
from engine.tui.lanes import TROUBLES, Lane
from engine.tui.palette import BAD
from engine.tui.snapshot import Snapshot

_SEARCH_PERIOD = 10.0
"""Seconds after which differences are searched again, as agents are born meanwhile."""


class AgentsView(Vertical):
    """Filter, what is left by it, titles, table."""

    DEFAULT_CSS = """
    AgentsView { height: 1fr; }
    AgentsView #filter { height: 1; border: none; padding: 0; }
    AgentsView #filtered { height: 1; color: $text-muted; }
    """

    def __init__(self, lane: Lane, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lane = lane
        self._now: Snapshot | None = None
        self._story: Story | None = None
        self._asked = Filter()
        self._changing: list[int] | None = None
        """Agents with the text in what they changed; None where that is not yet known."""
        self._searched_at = 0.0
        self._complaint = ""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Input(placeholder="/ score>30 flagged #12 text in diffs", id="filter")
        yield Static(id="filtered")
        yield TableHeader()
        yield AgentTable(id="table")

    def show(self, now: Snapshot, story: Story | None) -> None:
        """Another moment of the run."""
        self._now, self._story = now, story
        self._draw()

    def _draw(self) -> None:
        now, table = self._now, self.query_one(AgentTable)
        if now is None:
            return
        table.show(now, numbers(now, self._story), self._asked, self._changing)
        self.query_one(TableHeader).show(table.sort, descending=table.descending)
        said = f"{table.count():,} of {len(now.lineage):,} agents"
        if self._asked.text and self._changing is None:
            said += ", searching in diffs…"
        line = Text(self._complaint or said, style=BAD if self._complaint else "")
        self.query_one("#filtered", Static).update(line, layout=False)

    # -- sorting

    def sort(self, by: int) -> None:
        """By the next column, or (0) the other way round."""
        table = self.query_one(AgentTable)
        name = table.sort
        if by:
            place = SORTED_BY.index(name) if name in SORTED_BY else -1
            name = SORTED_BY[(place + 1) % len(SORTED_BY)]
        table.sort_by(name)
        self._draw()

    def on_table_header_clicked(self, event: TableHeader.Clicked) -> None:
        """By that column."""
        self.query_one(AgentTable).sort_by(event.name)
        self._draw()

    # -- filtering

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Filter, and go to what is left."""
        self._filter(event.value)
        self.query_one(AgentTable).focus()

    def _filter(self, text: str) -> None:
        try:
            asked = parse_filter(text, NUMBERS)
        except NotUnderstood as error:
            self._complaint = str(error)
        else:
            self._complaint = ""
            if asked.text != self._asked.text:
                self._changing, self._searched_at = None, 0.0
            self._asked = asked
            self._search()
        self._draw()

    @work(exclusive=True)
    async def _search(self) -> None:
        text, found = self._asked.text, []
        if not text:
            return
        try:
            found = await self._lane.ask(lambda archive: archive.agents_changing(text))
        except TROUBLES as error:
            self._complaint = f"The search failed: {error}"
        if text == self._asked.text:
            self._changing, self._searched_at = found, time.monotonic()
            self._draw()

    def search_again(self) -> None:
        """To be called from time to time."""
        since = time.monotonic() - self._searched_at
        if self._asked.text and self._searched_at and since > _SEARCH_PERIOD:
            self._search()
