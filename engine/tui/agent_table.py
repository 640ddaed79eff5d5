"""The table of agents: sorted, filtered, and never longer than what is seen of it."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static

from engine.policies.belief import Floats
from engine.tui.columns import COLUMNS, SORTED_BY
from engine.tui.filtering import Filter
from engine.tui.palette import BEST, TITLE
from engine.tui.rows import Rows
from engine.tui.snapshot import Snapshot


class TableHeader(Static):
    """Titles; a click on one sorts by it."""

    DEFAULT_CSS = "TableHeader { height: 1; }"

    class Clicked(Message):
        """A title was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def show(self, sort: str, *, descending: bool) -> None:
        """Say what the table is sorted by."""
        line = Text(style=TITLE)
        for column in COLUMNS:
            sign = ("▼" if descending else "▲") if column.name == sort else ""
            line.append(f"{column.title or column.name}{sign}".ljust(column.width)[: column.width])
            line.append(" ")
        self.update(line, layout=False)

    def on_click(self, event: events.Click) -> None:
        """Which title that was."""
        start = 0
        for column in COLUMNS:
            if start <= event.x <= start + column.width and column.name in SORTED_BY:
                self.post_message(self.Clicked(column.name))
                return
            start += column.width + 1


class AgentTable(Rows):
    """One row an agent."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now: Snapshot | None = None
        self._numbers: Mapping[str, Floats] = {}
        self._order: NDArray[np.int64] = np.zeros(0, np.int64)
        self._asked, self._changing = Filter(), None
        self.sort, self.descending = "least", True

    def show(
        self,
        now: Snapshot,
        numbers: Mapping[str, Floats],
        asked: Filter,
        changing: Sequence[int] | None,
    ) -> None:
        """Another moment, or another filter; the cursor stays on its agent where it can."""
        agent, first = self.agent, self._now is None
        self._now, self._numbers = now, numbers
        keys = numbers[self.sort]
        order = np.argsort(-keys if self.descending else keys, kind="stable")
        self._order = order[asked.mask(now, numbers, changing)[order]]
        place = np.flatnonzero(self._order == agent)
        if len(place) and not first:
            self.cursor = int(place[0])
        self.recount()

    def sort_by(self, name: str) -> None:
        """By another column, the highest first; by the same one, the other way round."""
        self.descending = not self.descending if name == self.sort else name != "agent"
        self.sort = name

    def go_to(self, agent: int) -> None:
        """Put the cursor on an agent, if it is among those shown."""
        place = np.flatnonzero(self._order == agent)
        if len(place):
            self.cursor = int(place[0])

    @property
    def agent(self) -> int | None:
        """The agent below the cursor."""
        return int(self._order[self.cursor]) if self.cursor < len(self._order) else None

    def count(self) -> int:
        """See Rows."""
        return len(self._order)

    def row(self, place: int, width: int) -> Text:
        """See Rows."""
        assert self._now is not None
        agent, now = int(self._order[place]), self._now
        text = Text(style=BEST if agent in now.path else "", end="")
        for column in COLUMNS:
            said = column.say(now, self._numbers, agent)
            text.append(said.ljust(column.width)[: column.width] + " ")
            if len(text) >= width:
                break
        return text
