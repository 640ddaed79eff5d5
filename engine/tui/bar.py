"""A line of names of which one is chosen, for the keyboard and the mouse."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static


class Bar(Static):
    """Names side by side; a click chooses one."""

    DEFAULT_CSS = "Bar { height: 1; background: $panel; }"

    class Chosen(Message):
        """A name was clicked."""

        def __init__(self, bar: "Bar", place: int) -> None:
            super().__init__()
            self.bar, self.place = bar, place

    def __init__(self, names: Sequence[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = tuple(names)
        self._chosen = 0

    def on_mount(self) -> None:
        """Draw it."""
        self._draw()

    def show(self, chosen: int, names: Sequence[str] | None = None) -> None:
        """Which name is chosen, of which."""
        self._names = tuple(names) if names is not None else self._names
        self._chosen = chosen
        self._draw()

    def _draw(self) -> None:
        line = Text(no_wrap=True)
        for place, name in enumerate(self._names):
            line.append(f" {name} ", "bold reverse" if place == self._chosen else "")
        self.update(line, layout=False)

    def on_click(self, event: events.Click) -> None:
        """Which name that was."""
        end = 0
        for place, name in enumerate(self._names):
            end += len(name) + 2
            if event.x < end:
                self.post_message(self.Chosen(self, place))
                return
