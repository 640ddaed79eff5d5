"""A screen to read in: parts side by side, each of one or more pages."""

from collections.abc import Sequence

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

from engine.tui.bar import Bar
from engine.tui.code import prose
from engine.tui.details import Part
from engine.tui.lanes import TROUBLES, Lane
from engine.tui.palette import BAD, TITLE
from engine.tui.rows import Lines


class Reader(ModalScreen[None]):
    """Left and right turn pages, tab and shift+tab change the part."""

    DEFAULT_CSS = """
    Reader { background: $background; }
    Reader #title { height: 1; }
    """
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("escape,q,backspace", "close", "back"),
        Binding("right,n", "turn(1)", "next"),
        Binding("left,p", "turn(-1)", "previous"),
        Binding("tab", "part(1)", "part"),
        Binding("shift+tab", "part(-1)", "part before", show=False),
        Binding("question_mark", "app.help", "help"),
    ]

    def __init__(self, title: str, parts: Sequence[Part], lane: Lane, *, page: int = 0) -> None:
        super().__init__()
        self._title, self._parts, self._lane = title, parts, lane
        self._part, self._page = 0, page

    def compose(self) -> ComposeResult:
        """Title, parts, text."""
        yield Static(id="title")
        yield Bar([part.name for part in self._parts])
        yield Lines(id="text")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Show the first page."""
        self.query_one(Lines).focus()
        self._turn_to()

    def action_close(self) -> None:
        """Back to where one came from."""
        self.dismiss()

    def action_turn(self, by: int) -> None:
        """Another page of this part."""
        last = len(self._parts[self._part].pages) - 1
        self._page = max(0, min(self._page + by, last))
        self._turn_to()

    def action_part(self, by: int) -> None:
        """Another part."""
        self._part, self._page = (self._part + by) % len(self._parts), 0
        self._turn_to()

    def on_bar_chosen(self, event: Bar.Chosen) -> None:
        """The same with the mouse."""
        self._part, self._page = event.place, 0
        self._turn_to()

    def _turn_to(self) -> None:
        part = self._parts[self._part]
        self.query_one(Bar).show(self._part)
        page = part.pages[self._page]
        title = Text(self._title, style=TITLE, no_wrap=True, overflow="ellipsis")
        if len(part.pages) > 1:
            title.append(f"  {self._page + 1}/{len(part.pages)}", "bold")
        if page.title != part.name:
            title.append(f"  {page.title}", "not bold")
        self.query_one("#title", Static).update(title, layout=False)
        self._read()

    @work(exclusive=True)
    async def _read(self) -> None:
        page = self._parts[self._part].pages[self._page]
        try:
            lines = await self._lane.ask(page.make)
        except TROUBLES as error:
            lines = prose(f"It cannot be read: {error}", BAD)
        self.query_one(Lines).show_lines(lines or prose("[empty]", "dim"))
