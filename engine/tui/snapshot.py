"""Everything that the browser shows of a run as a whole, at one moment."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from archive.lineage import Lineage
from archive.store import Archive, is_being_written
from archive.values import ModelUse, Row
from engine.best import best_of
from engine.budget import Cap, Ledger, Spending, parse_budget
from engine.configuration import Configuration
from engine.policies.belief import Belief, Floats
from engine.policies.outlook import Outlook
from engine.policies.policy import Expand, Policy
from engine.run_record import policy_of, read_record, spending_so_far


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A run as it was at one moment; entry i of every column is agent i."""

    at: float
    """Seconds since the epoch."""
    lineage: Lineage
    belief: Belief
    metaproductivity: Floats
    outlook: Outlook
    next_expands: bool | None
    """Whether the policy would expand now rather than evaluate; None where it would wait."""
    best: int
    path: frozenset[int]
    """The best agent and its ancestors."""
    children: Mapping[int, list[int]] = field(repr=False)
    """Agent -> its children by birth, for those that have any."""
    caps: tuple[Cap, ...]
    spent: Spending
    use: Mapping[int, tuple[ModelUse, ...]]
    """Agent -> what it asked of models."""
    running: tuple[Row, ...]
    """Jobs without an end."""
    alive: bool
    """Whether a process works on the run."""


class Watch:
    """Looks at a run again and again; what has not changed is not computed again."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.configuration: Configuration = read_record(archive).configuration
        self.policy: Policy = policy_of(self.configuration)
        self._last: Snapshot | None = None

    def look(self) -> Snapshot:
        """The run as it is now; the same snapshot as before where nothing has changed."""
        lineage, alive = self._archive.lineage(), is_being_written(self._archive.folder)
        last = self._last
        if last and last.lineage is lineage and last.alive == alive:
            # Only that what runs has run for longer.
            return replace(last, at=time.time()) if last.running else last
        if last is None or last.alive != alive:
            # A session may have gone on with another budget.
            self.configuration = read_record(self._archive).configuration
            self.policy = policy_of(self.configuration)
        self._last = self._made(lineage, alive=alive)
        return self._last

    def _made(self, lineage: Lineage, *, alive: bool) -> Snapshot:
        caps = tuple(parse_budget(text) for text in self.configuration.budget)
        spent = spending_so_far(self._archive)
        left = Ledger(caps, spent).left()
        belief, rng = self.policy.belief(lineage), np.random.default_rng(0)
        best = best_of(belief)
        action = self.policy.decide(lineage, left, rng)
        use: dict[int, tuple[ModelUse, ...]] = {}
        for each in self._archive.model_use():
            use[each.agent] = (*use.get(each.agent, ()), each)
        return Snapshot(
            at=time.time(),
            lineage=lineage,
            belief=belief,
            metaproductivity=self.policy.metaproductivity(lineage),
            outlook=self.policy.outlook(lineage, left, rng),
            next_expands=None if action is None else isinstance(action, Expand),
            best=best,
            path=frozenset(lineage.ancestry(best)),
            children=children_of(lineage),
            caps=caps,
            spent=spent,
            use=use,
            running=tuple(self._archive.running()),
            alive=alive,
        )


def children_of(lineage: Lineage) -> dict[int, list[int]]:
    """Agent -> its children by birth."""
    order = np.argsort(lineage.parent, kind="stable")
    parents, starts = np.unique(lineage.parent[order], return_index=True)
    groups = np.split(order, starts[1:])
    pairs = zip(parents.tolist(), groups, strict=True)
    return {parent: group.tolist() for parent, group in pairs if parent >= 0}
