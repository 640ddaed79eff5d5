"""The tree of agents; an agent's children are there once it is opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rich.text import Text
from textual.binding import Binding
from textual.message import Message

from archive.values import Expansion
from engine.plain import plain_line
from engine.tui.palette import BAD, BEST, QUIET, TROUBLE
from engine.tui.rows import Rows
from engine.tui.saying import clade, score
from engine.tui.snapshot import Snapshot

_PAGE = 200
"""Children of one agent that are shown at first, and each time that more are asked for."""
_LEVEL = 2


@dataclass(frozen=True, slots=True)
class _Node:
    """A row: an agent, one of its failed expansions, or that there are more."""

    agent: int
    guides: str
    failed: Expansion | None = None
    more: int = 0


class LineageTree(Rows):
    """Rows are the agents whose ancestors are all open, as a tree."""

    BINDINGS = [  # noqa: RUF012 - as Textual declares it
        Binding("right,l", "unfold", "open", show=False),
        Binding("left,h", "fold", "close", show=False),
        Binding("space", "swing", "open or close", show=False),
    ]

    class Unfolded(Message):
        """The children of other agents than before are shown."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._now: Snapshot | None = None
        self._visible_nodes: list[_Node] = []
        self._limits: dict[int, int] = {}
        """Open agent -> how many of its children are shown."""
        self._failures: Mapping[int, Sequence[Expansion]] = {}

    # -- what is shown

    def show(self, now: Snapshot) -> None:
        """Another moment of the run; the cursor stays on its agent."""
        first, self._now = self._now is None, now
        if first:
            self.reveal(now.best)
        else:
            self._rebuild()

    def show_failures(self, failures: Mapping[int, Sequence[Expansion]]) -> None:
        """The failed expansions of open agents."""
        if failures is not self._failures:
            self._failures = failures
            self._rebuild()

    def reveal(self, agent: int) -> None:
        """Open the ancestors of an agent and go to it."""
        if self._now is None or agent >= len(self._now.lineage):
            return
        path = self._now.lineage.ancestry(agent)
        for child, parent in pairwise(path):
            place = self._now.children[parent].index(child)
            self._limits[parent] = max(self._limits.get(parent, _PAGE), place + 1)
        self._limits.setdefault(0, _PAGE)
        self._rebuild()
        self.cursor = next(i for i, node in enumerate(self._visible_nodes) if _is(node, agent))

    @property
    def agent(self) -> int:
        """The agent below the cursor, or whose expansion it is."""
        return self._visible_nodes[self.cursor].agent if self._visible_nodes else 0

    @property
    def open_agents(self) -> list[int]:
        """Whose children are shown."""
        return list(self._limits)

    def count(self) -> int:
        """See Rows."""
        return len(self._visible_nodes)

    def _rebuild(self) -> None:
        if self._now is None:
            return
        under = self._visible_nodes[self.cursor] if self._visible_nodes else None
        self._visible_nodes = self._visible(self._now)
        if under is not None and not _same(self._visible_nodes, self.cursor, under):
            place = (i for i, node in enumerate(self._visible_nodes) if _alike(node, under))
            self.cursor = next(place, min(self.cursor, len(self._visible_nodes) - 1))
        self.recount()

    def _visible(self, now: Snapshot) -> list[_Node]:
        """Depth first, without recursion: a lineage can be as deep as it is long."""
        nodes: list[_Node] = []
        waiting = [_Node(0, "")]
        while waiting:
            node = waiting.pop()
            nodes.append(node)
            if node.failed is None and not node.more and node.agent in self._limits:
                waiting += reversed(self._below(now, node))
        return nodes

    def _below(self, now: Snapshot, node: _Node) -> list[_Node]:
        children, limit = now.children.get(node.agent, []), self._limits[node.agent]
        inside = f"{node.guides}{'│ ' if node.guides or node.agent == 0 else ''}"
        failed = self._failures.get(node.agent, ())
        below = [_Node(child, inside) for child in children[:limit]]
        if len(children) > limit:
            below.append(_Node(node.agent, inside, more=len(children) - limit))
        return [*below, *(_Node(node.agent, inside, failed=each) for each in failed)]

    # -- opening and closing

    def action_unfold(self) -> None:
        """Show the children; where they are shown, go to the first."""
        node = self._node()
        if node is None:
            return
        if node.more:
            self._limits[node.agent] += _PAGE
            self._changed()
        elif self._can_open(node) and node.agent not in self._limits:
            self._limits[node.agent] = _PAGE
            self._changed()
        elif node.agent in self._limits:
            self.action_move(1)

    def action_fold(self) -> None:
        """Hide the children; where none are shown, go to the parent."""
        node = self._node()
        if node is None:
            return
        if node.failed is None and not node.more and node.agent in self._limits:
            del self._limits[node.agent]
            self._changed()
            return
        is_agent = node.failed is None and not node.more
        up = int(self._now.lineage.parent[node.agent]) if self._now and is_agent else node.agent
        self.cursor = next((i for i, each in enumerate(self._visible_nodes) if _is(each, up)), 0)

    def action_swing(self) -> None:
        """Open or close."""
        node = self._node()
        if node and node.failed is None and not node.more and node.agent in self._limits:
            self.action_fold()
        else:
            self.action_unfold()

    def action_open(self) -> None:
        """More children, or the agent itself."""
        node = self._node()
        if node and node.more:
            self.action_unfold()
        else:
            super().action_open()

    def _node(self) -> _Node | None:
        return self._visible_nodes[self.cursor] if self._visible_nodes else None

    def _can_open(self, node: _Node) -> bool:
        lineage = self._now.lineage if self._now else None
        return (
            lineage is not None
            and node.failed is None
            and bool(lineage.children[node.agent] + lineage.failed[node.agent])
        )

    def _changed(self) -> None:
        self._rebuild()
        self.post_message(self.Unfolded())

    # -- drawing

    def row(self, place: int, width: int) -> Text:
        """See Rows."""
        node, now = self._visible_nodes[place], self._now
        assert now is not None
        text = Text.assemble((_shortened(node.guides, width // 3), QUIET), end="")
        if node.failed:
            text.append(f"✗ job {node.failed.id}: {plain_line(node.failed.reason)}", QUIET)
        elif node.more:
            text.append(f"  … {node.more:,} more: enter", QUIET)
        else:
            self._draw_agent(text, now, node, wide=width >= 60)
        return text

    def _draw_agent(self, text: Text, now: Snapshot, node: _Node, *, wide: bool) -> None:
        agent, lineage = node.agent, now.lineage
        sign = "▾ " if agent in self._limits else "▸ "
        text.append(sign if self._can_open(node) else "  ", QUIET)
        text.append(f"{agent}", BEST if agent in now.path else "bold")
        text.append(" ★ best " if agent == now.best else " ", BEST)
        text.append(f" {score(now, agent, tally=wide)}", "")
        if lineage.children[agent]:
            text.append(f"  CMP {clade(now, agent, tally=wide)}", "cyan")
        if lineage.flagged[agent]:
            text.append(f" ⚑{lineage.flagged[agent]}", TROUBLE)
        if lineage.failed[agent]:
            text.append(f" ✗{lineage.failed[agent]}", BAD)
        if lineage.expanding[agent] or lineage.evaluating[agent]:
            text.append(" …", "green")


def _is(node: _Node, agent: int) -> bool:
    return node.agent == agent and node.failed is None and not node.more


def _alike(one: _Node, other: _Node) -> bool:
    failures = [each.failed.id if each.failed else None for each in (one, other)]
    more = [bool(each.more) for each in (one, other)]
    return one.agent == other.agent and failures[0] == failures[1] and more[0] == more[1]


def _same(nodes: Sequence[_Node], place: int, node: _Node) -> bool:
    return place < len(nodes) and _alike(nodes[place], node)


def _shortened(guides: str, width: int) -> str:
    """Of a deep agent's guides the last ones, and how deep it is."""
    if len(guides) <= width:
        return guides
    depth = f"{len(guides) // _LEVEL}⋯"
    return depth + guides[len(guides) - max(0, width - len(depth)) // _LEVEL * _LEVEL :]
