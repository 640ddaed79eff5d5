"""The policy seam: what to do next, given what is known."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from archive.lineage import Lineage
from engine.budget import BudgetLeft


@dataclass(frozen=True, slots=True)
class Expand:
    """Let an agent modify itself."""

    agent: int


@dataclass(frozen=True, slots=True)
class Evaluate:
    """Let an agent attempt one search task, by its id."""

    agent: int
    task: str


Action = Expand | Evaluate


class Policy(Protocol):
    """Decides one action at a time.

    Pure: the same lineage, budget and generator state give the same action. Must return None when
    there is nothing useful to start before a running job ends; None with nothing running ends the
    run. Work that runs counts as done wherever the paper counts work. Never raises on a legal
    lineage: one without scores, without living agents, without tasks left.
    """

    @property
    def name(self) -> str:
        """What users call it."""

    def decide(
        self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator
    ) -> Action | None:
        """What to do next."""
