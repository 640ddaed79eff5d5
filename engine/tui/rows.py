"""Lists of any length of which only what is seen is drawn: rows with a cursor, lines of a text."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from engine.tui.folding import folds

_CURSOR, _CURSOR_ELSEWHERE = Style(reverse=True), Style(underline=True, bold=True)


class LineView(ScrollView, can_focus=True, inherit_bindings=False):
    """Draws lines; who inherits says what they are."""

    DEFAULT_CSS = """
    LineView { overflow-x: hidden; scrollbar-size-vertical: 1; }
    Lines, Entries { overflow-y: scroll; }
    """
    _base = Style()
    """The style of the view itself, which costs more to find out than a line to draw."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Those that are seen."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def measure(self, lines: int) -> None:
        """There are so many lines now. Set as usual, that would lay out the screen anew, which
        takes longer than everything else that a key causes.
        """
        size = Size(0, lines)
        if size != self.virtual_size:
            self.set_reactive(ScrollView.virtual_size, size)
            self._scroll_update(size)

    def strip(self, text: Text, width: int) -> Strip:
        """A line as Textual draws it, exactly as wide as asked for."""
        if text.end or cell_len(text.plain) > width:
            text = text.copy()
            text.end = ""
            text.truncate(width, overflow="ellipsis")
        console = self.app.console
        # A text without spans is drawn without its own style.
        own = console.get_style(text.style) if isinstance(text.style, str) else text.style
        strip = Strip(text.render(console)).apply_style(self._base + own)
        return strip.crop_extend(0, width, self._base)


class Rows(LineView, inherit_bindings=False):
    """Rows with a cursor; who inherits says what is in one."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("up,k", "move(-1)", "up", show=False),
        Binding("down,j", "move(1)", "down", show=False),
        Binding("pageup", "page(-1)", "page up", show=False),
        Binding("pagedown", "page(1)", "page down", show=False),
        Binding("home", "go(0)", "first", show=False),
        Binding("end", "go(-1)", "last", show=False),
        Binding("enter", "open", "open"),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    class Moved(Message):
        """The cursor is on another row."""

        def __init__(self, rows: "Rows") -> None:
            super().__init__()
            self.rows = rows

        @property
        def control(self) -> "Rows":
            """Whose cursor it is."""
            return self.rows

    class Opened(Moved):
        """The row below the cursor was asked for."""

    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row(self, place: int, width: int) -> Text:
        """What is in one of them."""
        raise NotImplementedError

    def recount(self) -> None:
        """To be called when the rows are others than before."""
        self.measure(self.count())
        self.cursor = max(0, min(self.cursor, self.count() - 1))
        self.refresh()

    def watch_cursor(self, before: int, now: int) -> None:
        """Keep it in sight."""
        if self.count():
            self.scroll_to_region(Region(0, now, 1, 1), animate=False, force=True)
        self.refresh_line(before)
        self.refresh_line(now)
        self.post_message(self.Moved(self))

    def action_move(self, by: int) -> None:
        """Up or down."""
        self._go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """As far as can be seen at once."""
        self._go(self.cursor + by * max(1, self.size.height - 1))

    def action_go(self, place: int) -> None:
        """To a row, counted from the end where negative."""
        self._go(place if place >= 0 else self.count() + place)

    def action_open(self) -> None:
        """Show what the row stands for."""
        if self.count():
            self.post_message(self.Opened(self))

    def _go(self, place: int) -> None:
        self.cursor = max(0, min(place, self.count() - 1))

    def on_click(self, event: events.Click) -> None:
        """One click goes there, two open."""
        place = event.y + self.scroll_offset.y
        if place < self.count():
            self.cursor = place
            if event.chain > 1:
                self.action_open()

    def on_focus(self) -> None:
        """The cursor looks otherwise."""
        self.refresh()

    def on_blur(self) -> None:
        """The cursor looks otherwise."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is seen."""
        place, width = y + self.scroll_offset.y, self.size.width
        if place >= self.count():
            return Strip.blank(width, self._base)
        strip = self.strip(self.row(place, width), width)
        if place == self.cursor:
            return strip.apply_style(_CURSOR if self.has_focus else _CURSOR_ELSEWHERE)
        return strip


class Lines(LineView, inherit_bindings=False):
    """A text of any length, broken where it is wider than the screen."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("up,k", "scroll_up", "up", show=False),
        Binding("down,j", "scroll_down", "down", show=False),
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown,space", "page_down", "page down", show=False),
        Binding("home", "scroll_home", "start", show=False),
        Binding("end", "scroll_end", "end", show=False),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._given: list[Text] = []
        self._folded: list[Text] = []
        self._width = 0

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(line.plain for line in self._given)

    def show_lines(self, lines: Sequence[Text], *, stay: bool = False) -> None:
        """Show other lines, from the first one on unless they are to `stay` where they are."""
        self._given = list(lines)
        if not stay:
            self.scroll_to(0, 0, animate=False, force=True)
        self._fold()

    def on_resize(self) -> None:
        """Lines break elsewhere."""
        if self.size.width != self._width:
            self._fold()

    def _fold(self) -> None:
        self._width = self.size.width
        width = max(10, self._width)
        self._folded = [part for line in self._given for part in _broken(line, width)]
        self.measure(len(self._folded))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of what is seen."""
        place, width = y + self.scroll_offset.y, self.size.width
        if place >= len(self._folded):
            return Strip.blank(width, self._base)
        return self.strip(self._folded[place], width)


class Entries(Rows):
    """Rows that are given, one text and one value each."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._entries: list[tuple[Text, object]] = []

    def show_entries(self, entries: Sequence[tuple[Text, object]]) -> None:
        """Show other rows."""
        self._entries = list(entries)
        self.recount()

    def count(self) -> int:
        """See Rows."""
        return len(self._entries)

    def row(self, place: int, width: int) -> Text:
        """See Rows."""
        return self._entries[place][0]

    @property
    def chosen(self) -> object:
        """What the row below the cursor stands for."""
        return self._entries[self.cursor][1] if self._entries else None


def _broken(line: Text, width: int) -> list[Text]:
    places = list(folds(line.plain, width))
    return list(line.divide(places)) if places else [line]
