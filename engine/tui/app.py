"""`hgm browse`: a run's agents in the terminal, live while it goes on; it only reads."""

import asyncio
import gc
import time
from pathlib import Path

from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.widgets import ContentSwitcher, Footer, Static

from archive.store import Archive
from engine.tui.agent_panel import TABS, AgentPanel
from engine.tui.agent_table import AgentTable
from engine.tui.agents_view import AgentsView
from engine.tui.bar import Bar
from engine.tui.following import Following
from engine.tui.headline import headline
from engine.tui.help import Help
from engine.tui.lineage_tree import LineageTree
from engine.tui.rows import Rows
from engine.tui.run_view import RunView

VIEWS = ("lineage", "agents", "run")
_NARROW = 110
"""Columns below which an agent that is opened takes the whole width."""
_PERIOD = 0.5
_REST = 4.0
"""Times as long as looking took, for which nothing is looked at."""
_LONGEST_REST = 4.0
_PAUSE = 0.05
"""Seconds between two readings of history."""


class Browse(App[None]):
    """One run. Everything slow happens in lanes; what comes back is drawn twice a second."""

    TITLE = "hgm browse"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #top { height: 1; }
    #main { height: 1fr; }
    #views { width: 1fr; }
    #panel { width: 1fr; }
    .narrow #views.behind { display: none; }
    .narrow #panel.behind { display: none; }
    #panel.gone { display: none; }
    """
    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("1", "view('lineage')", "lineage"),
        Binding("2", "view('agents')", "agents"),
        Binding("3", "view('run')", "run"),
        Binding("b", "best", "best"),
        Binding("d", "tab('Diff')", "diff"),
        Binding("e", "tab('Evals')", "evals"),
        Binding("f", "tab('Files')", "files", show=False),
        Binding("x", "tab('Expansion')", "expansion", show=False),
        Binding("m", "tab('Model')", "model", show=False),
        Binding("slash", "filter", "filter", key_display="/"),
        Binding("s", "sort(1)", "sort", show=False),
        Binding("S", "sort(0)", "sort the other way", show=False),
        Binding("tab", "switch", "switch", show=False),
        Binding("escape", "out", "back", show=False),
        Binding("question_mark", "help", "help", key_display="?"),
        Binding("q", "quit", "quit"),
    ]

    def __init__(self, folder: Path, archive: Archive) -> None:
        super().__init__()
        self._run = Following(folder, archive)
        self._told_at = 0.0

    # -- what there is

    def compose(self) -> ComposeResult:
        """One line of state, the views, the agent, the keys."""
        yield Static(id="top")
        yield Bar([f"{number} {name}" for number, name in enumerate(VIEWS, 1)], id="bar")
        with Horizontal(id="main"):
            with ContentSwitcher(initial="lineage", id="views"):
                yield LineageTree(id="lineage")
                yield AgentsView(self._run.slow, id="agents")
                yield RunView(id="run")
            yield AgentPanel(self._run.details, id="panel")
        yield Footer(show_command_palette=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(LineageTree).focus()
        self._fit(self.size.width)
        self._look()

    def on_resize(self, event: events.Resize) -> None:
        """Room for two, or for one."""
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        self.screen_stack[0].set_class(width < _NARROW, "narrow")

    async def on_unmount(self) -> None:
        """Let go of the run."""
        self.workers.cancel_all()
        self._run.close()

    # -- looking

    @work(group="look")
    async def _look(self) -> None:
        is_first = True
        while True:
            began = time.monotonic()
            if await self._run.look():
                await self._draw()
            if is_first and self._run.now:
                # What is there now stays: looking for waste in it would hold up keys.
                gc.freeze()
                gc.enable()
                is_first = False
                self._read_history()
            rest = _REST * (time.monotonic() - began)
            await asyncio.sleep(min(_LONGEST_REST, max(_PERIOD, rest)))

    @work(group="history")
    async def _read_history(self) -> None:
        while True:
            is_news, complete = await self._run.read_on(), self._run.is_complete
            if is_news and (complete or time.monotonic() - self._told_at > _PERIOD):
                self._told_at = time.monotonic()
                await self._draw()
            await asyncio.sleep(2 * _PERIOD if complete else _PAUSE)
            if self.is_running:
                self.query_one(AgentsView).search_again()

    @property
    def knows_all(self) -> bool:
        """Whether everything that was on record is read."""
        return self._run.is_complete

    # -- drawing

    async def _draw(self) -> None:
        self._draw_view()
        if self._run.now and self.is_running and self._view == "lineage":
            tree = self.query_one(LineageTree)
            shown = [*self._run.now.path, *tree.open_agents]
            tree.show_failures(await self._run.failures(shown))

    def _draw_view(self) -> None:
        """What is known already, in the view that is in front."""
        if not self.is_running:
            # Somebody left while it was read.
            return
        now, story, asked = self._run.now, self._run.story, self._run.configuration
        top = headline(self._run.folder, now, asked, trouble=self._run.trouble)
        self.query_one("#top", Static).update(top, layout=False)
        if now is None:
            return
        match self._view:
            case "lineage":
                self.query_one(LineageTree).show(now)
            case "agents":
                self.query_one(AgentsView).show(now, story)
            case _:
                self.query_one(RunView).show(now, story, asked, self._run.troubles)
                return
        self.query_one(AgentPanel).show(now, story)

    # -- going about

    @property
    def _view(self) -> str:
        return str(self.query_one("#views", ContentSwitcher).current)

    def action_view(self, name: str) -> None:
        """Show another view."""
        agent = self._agent
        self.query_one("#views", ContentSwitcher).current = name
        self.query_one("#bar", Bar).show(VIEWS.index(name))
        self.query_one(AgentPanel).set_class(name == "run", "gone")
        self._bring(views=True)
        self._draw_view()
        if agent is not None and name == "lineage":
            self.query_one(LineageTree).reveal(agent)
        if agent is not None and name == "agents":
            self.query_one(AgentTable).go_to(agent)
        self._focus_view()

    def on_bar_chosen(self, event: Bar.Chosen) -> None:
        """The same with the mouse."""
        self.action_view(VIEWS[event.place])

    def _focus_view(self) -> None:
        view = self._view
        self.query_one("#table" if view == "agents" else f"#{view}").focus()

    @property
    def _agent(self) -> int | None:
        """Whom the view in front is at."""
        if self._view == "agents":
            return self.query_one(AgentTable).agent
        return self.query_one(LineageTree).agent

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """Another agent."""
        if event.rows.id == {"lineage": "lineage", "agents": "table"}.get(self._view):
            self._show_agent()

    def _show_agent(self) -> None:
        agent = self._agent
        if agent is not None:
            self.query_one(AgentPanel).show_agent(agent)

    def on_rows_opened(self, _: Rows.Opened) -> None:
        """Go into the agent."""
        self._show_agent()
        self._enter_panel()

    async def on_lineage_tree_unfolded(self, _: LineageTree.Unfolded) -> None:
        """Some of what is shown now is not read yet."""
        await self._draw()

    def action_best(self) -> None:
        """To the best agent."""
        now = self._run.now
        if now is None:
            return
        if self._view == "agents":
            self.query_one(AgentTable).go_to(now.best)
        else:
            self.action_view("lineage")
            self.query_one(LineageTree).reveal(now.best)
        self._show_agent()

    def action_tab(self, name: str) -> None:
        """What of the agent is shown."""
        if self._view == "run":
            self.action_view("lineage")
        self._show_agent()
        self.query_one(AgentPanel).show_tab(TABS.index(name))
        self._enter_panel()

    def _enter_panel(self) -> None:
        self._bring(views=False)
        self.query_one(AgentPanel).focus_content()

    def _bring(self, *, views: bool) -> None:
        """To the front, where there is room for one only."""
        table = self._view == "agents"
        self.query_one("#views").set_class(not views, "behind")
        self.query_one("#panel").set_class(views and table, "behind")

    def action_switch(self) -> None:
        """From the list to the agent and back."""
        panel = self.query_one(AgentPanel)
        if panel.has_focus_within:
            self.action_out()
        elif self._view != "run":
            self._enter_panel()

    def action_out(self) -> None:
        """Out of the agent, or out of the filter."""
        self._bring(views=True)
        self._focus_view()

    def action_help(self) -> None:
        """What the keys do."""
        if not isinstance(self.screen, Help):
            self.push_screen(Help())

    def action_filter(self) -> None:
        """Ask for a filter."""
        self.action_view("agents")
        self.query_one("#filter").focus()

    def action_sort(self, by: int) -> None:
        """Sort the agents by the next column, or the other way round."""
        self.query_one(AgentsView).sort(by)
