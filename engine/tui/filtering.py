"""Which agents a table shows: `score>30 cost<60 flagged retry` and how it is understood."""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.policies.belief import Floats
from engine.policies.choices import barren
from engine.tui.snapshot import Snapshot

Mask = NDArray[np.bool_]

_COMPARED = re.compile(r"(\w+)(<=|>=|=|<|>)(\d+(?:\.\d+)?)%?")
_COMPARISONS: Mapping[str, Callable[[Floats, float], Mask]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
STATES: Mapping[str, Callable[[Snapshot], Mask]] = {
    "running": lambda now: (now.lineage.expanding + now.lineage.evaluating) > 0,
    "untried": lambda now: (now.lineage.resolved + now.lineage.unresolved) == 0,
    "flagged": lambda now: now.lineage.flagged > 0,
    "failing": lambda now: now.lineage.failed > 0,
    "barren": lambda now: _among(len(now.lineage), barren(now.lineage).tolist()),
    "path": lambda now: _among(len(now.lineage), sorted(now.path)),
}
"""What may be said of an agent in a word."""


class NotUnderstood(Exception):
    """A filter that says nothing; one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What an agent has to be in order to be shown."""

    comparisons: tuple[tuple[str, str, float], ...] = ()
    """Column, comparison, value."""
    states: tuple[str, ...] = ()
    agents: tuple[int, ...] = ()
    text: str = ""
    """What its difference from its parent has to contain."""

    def mask(
        self, now: Snapshot, columns: Mapping[str, Floats], changing: Sequence[int] | None
    ) -> Mask:
        """Which agents these are; `changing`: those with the text, None where not yet known."""
        count = len(now.lineage)
        mask = np.ones(count, bool)
        for name, how, value in self.comparisons:
            mask &= _COMPARISONS[how](columns[name], value)
        for state in self.states:
            mask &= STATES[state](now)
        if self.agents:
            mask &= _among(count, self.agents)
        if self.text and changing is not None:
            mask &= _among(count, changing)
        return mask


def parse_filter(text: str, columns: Sequence[str]) -> Filter:
    """Read what a user typed. Raises NotUnderstood."""
    comparisons, states, agents, rest = [], [], [], []
    for word in text.split():
        if match := _COMPARED.fullmatch(word):
            if match[1] not in columns:
                raise NotUnderstood(f"there is no column {match[1]}: {', '.join(columns)}")
            comparisons.append((match[1], match[2], float(match[3])))
        elif word in STATES:
            states.append(word)
        elif re.fullmatch(r"#\d{1,9}", word) or (word == text.strip() and word.isdecimal()):
            agents.append(int(word.removeprefix("#")))
        else:
            rest.append(word)
    return Filter(tuple(comparisons), tuple(states), tuple(agents), " ".join(rest).strip("'\""))


def _among(count: int, agents: Sequence[int]) -> Mask:
    mask = np.zeros(count, bool)
    mask[[agent for agent in agents if agent < count]] = True
    return mask
