"""`hgm browse`: a run's agents in the terminal, live while it goes on; it only reads."""

import asyncio
import gc
import time
from pathlib import Path

from rich.text import Text
from textual import events, work
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.widgets import ContentSwitcher, Footer, Input, Static

from archive.store import Archive
from archive.values import Row
from engine.tui.agent_panel import TABS, AgentPanel
from engine.tui.agent_table import AgentTable, TableHeader
from engine.tui.bar import Bar
from engine.tui.columns import NUMBERS, SORTED_BY, numbers
from engine.tui.details import read_failures
from engine.tui.filtering import Filter, NotUnderstood, parse_filter
from engine.tui.help import Help
from engine.tui.history import History, Story
from engine.tui.lanes import TROUBLES, Lane
from engine.tui.lineage_tree import LineageTree
from engine.tui.palette import BAD, GREEN
from engine.tui.plain import plain_line
from engine.tui.rows import Lines, Rows
from engine.tui.run_view import run_lines
from engine.tui.saying import score
from engine.tui.snapshot import Snapshot, Watch

VIEWS = ("lineage", "agents", "run")
_NARROW = 110
"""Columns below which an agent that is opened takes the whole width."""
_PERIOD = 0.5
_REST = 4.0
"""Times as long as looking took, for which nothing is looked at."""
_LONGEST_REST = 4.0
_READING, _PAUSE = 0.1, 0.05
"""Seconds in which history is read, and in between."""
_MOST_TROUBLES = 20
_SEARCH_PERIOD = 10.0


class Browse(App[None]):
    """One run. Everything slow happens in lanes; what comes back is drawn twice a second."""

    TITLE = "hgm browse"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    #top { height: 1; }
    #main { height: 1fr; }
    #views { width: 1fr; }
    #panel { width: 1fr; }
    #agents { height: 1fr; }
    #filter { height: 1; border: none; padding: 0; }
    #filtered { height: 1; color: $text-muted; }
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
        Binding("e", "tab('Evaluations')", "evals"),
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
        self._folder = folder
        self._watching, self._reading, self._slow = (
            Lane(folder, archive),
            Lane(folder),
            Lane(folder),
        )
        self._watch = Watch(archive)
        self._now: Snapshot | None = None
        self._story: Story | None = None
        self._troubles: list[Row] = []
        self._trouble = ""
        self._asked = Filter()
        self._changing: list[int] | None = None
        self._searched_at = self._told_at = 0.0

    # -- what there is

    def compose(self) -> ComposeResult:
        """One line of state, the views, the agent, the keys."""
        yield Static(id="top")
        yield Bar([f"{number} {name}" for number, name in enumerate(VIEWS, 1)], id="bar")
        with Horizontal(id="main"):
            with ContentSwitcher(initial="lineage", id="views"):
                yield LineageTree(id="lineage")
                with Vertical(id="agents"):
                    yield Input(placeholder="/ score>30 flagged #12 text in diffs", id="filter")
                    yield Static(id="filtered")
                    yield TableHeader()
                    yield AgentTable(id="table")
                yield Lines(id="run")
            yield AgentPanel(self._reading, id="panel")
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
        for lane in (self._watching, self._reading, self._slow):
            lane.close()

    # -- looking

    @work(group="look")
    async def _look(self) -> None:
        while True:
            began = time.monotonic()
            try:
                now = await self._watching.ask(lambda _: self._watch.look())
                self._trouble = ""
                if now is not self._now:
                    await self._look_at_troubles(now)
                first, self._now = self._now is None, now
                self._draw()
                if first:
                    # What is there now stays: looking for waste in it would hold up keys.
                    gc.freeze()
                    gc.enable()
                    self._read_history()
            except TROUBLES as error:
                self._trouble = f"cannot be read: {error}"
                self._draw_top()
            rest = _REST * (time.monotonic() - began)
            await asyncio.sleep(min(_LONGEST_REST, max(_PERIOD, rest)))

    async def _look_at_troubles(self, now: Snapshot) -> None:
        before = self._now.lineage if self._now else None
        lineage = now.lineage
        known = before is not None and before.errors == lineage.errors
        if before is not None and known and before.failed.sum() == lineage.failed.sum():
            return
        self._troubles = await self._watching.ask(
            lambda archive: archive.jobs(newest=_MOST_TROUBLES, only_failed=True)
        )
        await self._look_at_failures(now)

    async def _look_at_failures(self, now: Snapshot) -> None:
        """The failed expansions of agents whose children are shown."""
        tree = self.query_one(LineageTree)
        lineage = now.lineage
        wanted = [each for each in {0, *now.path, *tree.open_agents} if lineage.failed[each]]
        found = await self._watching.ask(lambda archive: read_failures(archive, wanted))
        tree.show_failures(found)

    @work(group="history")
    async def _read_history(self) -> None:
        history: History | None = None

        def read(archive: Archive) -> tuple[History, Story]:
            known = history or History(archive, self._watch.policy)
            return known, known.advance(_READING)

        while True:
            before = self._story
            try:
                history, self._story = await self._slow.ask(read)
            except TROUBLES as error:
                self._trouble = f"cannot be read: {error}"
            self._tell_story(before)
            done = self._story is not None and self._story.complete
            await asyncio.sleep(_PERIOD * 2 if done else _PAUSE)
            await self._search_again()

    def _tell_story(self, before: Story | None) -> None:
        """Draw what is new in the story, at most as often as everything else."""
        story = self._story
        if story is None or (before and before.complete and len(before.ends) == len(story.ends)):
            return
        if story.complete or time.monotonic() - self._told_at > _PERIOD:
            self._told_at = time.monotonic()
            self._draw()

    # -- drawing

    def _draw(self) -> None:
        now = self._now
        if now is None:
            return
        self._draw_top()
        view = self._view
        if view == "lineage":
            self.query_one(LineageTree).show(now)
        elif view == "agents":
            self._draw_table()
        else:
            self._draw_run()
        if view != "run":
            self.query_one(AgentPanel).show(now, self._story)

    def _draw_top(self) -> None:
        top = Text(no_wrap=True, overflow="ellipsis")
        top.append(plain_line(self._folder.resolve().name), "bold")
        if self._trouble:
            top.append(f"  {plain_line(self._trouble)}", BAD)
        elif self._now is None:
            top.append("  reading…")
        else:
            now = self._now
            top.append("  running" if now.alive else "  not running", GREEN if now.alive else "dim")
            top.append(f"  {self._watch.configuration.policy}  {len(now.lineage):,} agents")
            top.append(f"  {now.spent.evaluations:,} evals")
            top.append(f"  best {now.best}: {score(now, now.best, tally=True)}")
            spent = [now.spent.of(cap.resource) / cap.amount for cap in now.caps]
            top.append(f"  {100 * max(spent, default=0):.0f}% spent")
        self.query_one("#top", Static).update(top, layout=False)

    def _draw_table(self) -> None:
        now, table = self._now, self.query_one(AgentTable)
        if now is None:
            return
        table.show(now, numbers(now, self._story), self._asked, self._changing)
        self.query_one(TableHeader).show(table.sort, descending=table.descending)
        said = f"{table.count():,} of {len(now.lineage):,} agents"
        if self._asked.text and self._changing is None:
            said += ", searching in diffs…"
        self.query_one("#filtered", Static).update(Text(said), layout=False)

    def _draw_run(self) -> None:
        if self._now is not None:
            lines = self.query_one("#run", Lines)
            lines.show_lines(
                run_lines(
                    self._now,
                    self._story,
                    self._watch.configuration,
                    self._troubles,
                    max(40, self.size.width - 2),
                ),
                stay=True,
            )

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
        self._draw()
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
        if self._now is not None:
            try:
                await self._look_at_failures(self._now)
            except TROUBLES as error:
                self._trouble = f"cannot be read: {error}"

    def action_best(self) -> None:
        """To the best agent."""
        if self._now is None:
            return
        if self._view == "agents":
            self.query_one(AgentTable).go_to(self._now.best)
        else:
            self.action_view("lineage")
            self.query_one(LineageTree).reveal(self._now.best)
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

    # -- the table

    def action_filter(self) -> None:
        """Ask for a filter."""
        self.action_view("agents")
        self.query_one("#filter", Input).focus()

    def action_sort(self, by: int) -> None:
        """By the next column, or the other way round."""
        table = self.query_one(AgentTable)
        name = table.sort
        if by:
            place = SORTED_BY.index(name) if name in SORTED_BY else -1
            name = SORTED_BY[(place + 1) % len(SORTED_BY)]
        table.sort_by(name)
        self._draw_table()

    def on_table_header_clicked(self, event: TableHeader.Clicked) -> None:
        """By that column."""
        self.query_one(AgentTable).sort_by(event.name)
        self._draw_table()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Filter, and go to what is left."""
        self._filter(event.value)
        self.query_one(AgentTable).focus()

    def _filter(self, text: str) -> None:
        try:
            asked = parse_filter(text, NUMBERS)
        except NotUnderstood as error:
            self.notify(f"{error}", severity="warning", markup=False)
            return
        if asked.text != self._asked.text:
            self._changing, self._searched_at = None, 0.0
        self._asked = asked
        self._draw_table()
        self._search()

    @work(group="search", exclusive=True)
    async def _search(self) -> None:
        text = self._asked.text
        if not text:
            return
        try:
            found = await self._slow.ask(lambda archive: archive.agents_changing(text))
        except TROUBLES as error:
            self.notify(f"The search failed: {error}", severity="error", markup=False)
            found = []
        if text == self._asked.text:
            self._changing, self._searched_at = found, time.monotonic()
            self._draw_table()

    async def _search_again(self) -> None:
        """Agents were born since."""
        since = time.monotonic() - self._searched_at
        if self._asked.text and self._searched_at and since > _SEARCH_PERIOD:
            self._search()
