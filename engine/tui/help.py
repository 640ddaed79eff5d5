"""What the keys do and the signs mean."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import ModalScreen

from engine.tui.filtering import STATES
from engine.tui.palette import TITLE
from engine.tui.rows import Lines

_KEYS = (
    ("1 2 3", "lineage, agents, run"),
    ("arrows, enter", "move; open an agent, a file, an evaluation; right and left open and close"),
    ("escape", "back; out of the agent, the filter or a text"),
    ("b", "the best agent"),
    ("d e", "what it changed; its evaluations"),
    ("x f m", "its expansion; its files; what was asked of models"),
    ("/", "filter the agents"),
    ("s S", "sort by the next column; the other way round (or click a title)"),
    ("tab", "from the list to the agent and back; in a text, the next part"),
    ("? q", "this; leave"),
)
_SIGNS = (
    ("★", "the agent that the run returns now; it and its ancestors are yellow"),
    ("36% (20-57)", "share of search tasks resolved, and its 95 % interval"),
    ("~63% (55-71)", "estimated share of all search tasks (policy tree-rasch)"),
    (
        "CMP",
        "the same of an agent and all its descendants: the estimate of its promise as a parent",
    ),
    ("next", "how likely it is the next parent: the policy itself, asked many times (<1% where it"),
    ("", "was never drawn) or, where it does not draw, once (yes and no)"),
    ("✓ ✗ ! …", "resolved, unresolved or failed, error of the machine, running"),
    ("⚑", "its patch could have changed how tests run"),
)
_FILTERS = (
    ("score>30 cmp>=20", "shares in per cent; also least, next, tried, children, depth, failed"),
    ("cost<60 dollars<1", "seconds of work; dollars"),
    (" ".join(STATES), "states"),
    ("#12", "one agent"),
    ("anything else", "text in what an agent changed, in upper or lower case"),
)


class Help(ModalScreen[None]):
    """One page."""

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help Lines { width: 90%; max-width: 100; height: 90%; border: round $primary; padding: 0 1; }
    """
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("escape,q,question_mark,enter", "dismiss", "back"),
    ]

    def compose(self) -> ComposeResult:
        """The page."""
        yield Lines()

    def on_mount(self) -> None:
        """Fill it."""
        lines = []
        for title, rows in (("Keys", _KEYS), ("Signs", _SIGNS), ("Filters", _FILTERS)):
            lines.append(Text(title, style=TITLE, end=""))
            for name, meaning in rows:
                lines.append(Text.assemble((f"  {name:<15} ", "bold"), meaning, end=""))
            lines.append(Text("", end=""))
        self.query_one(Lines).show_lines(lines)
        self.query_one(Lines).focus()
