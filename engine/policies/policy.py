"""The policy seam: what to do next, given what is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from archive.lineage import Lineage
from engine.budget import BudgetLeft
from engine.policies.belief import Belief, Floats
from engine.policies.outlook import Outlook


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

    def belief(self, lineage: Lineage) -> Belief:
        """How good every agent is; the run returns the one with the highest `lower`."""

    def metaproductivity(self, lineage: Lineage) -> Floats:
        """CMP of every agent, shape (agents,): what the best of its clade resolves, as a share."""

    def outlook(self, lineage: Lineage, budget: BudgetLeft, rng: np.random.Generator) -> Outlook:
        """What it has in mind with every agent; for people, and of no influence on anything."""


@runtime_checkable
class BatchedPolicy(Policy, Protocol):
    """A policy that decides for several runs at once for less than one by one; the same."""

    def decide_all(
        self,
        lineages: Sequence[Lineage],
        budgets: Sequence[BudgetLeft],
        rngs: Sequence[np.random.Generator],
    ) -> list[Action | None]:
        """What `decide` says for each."""

    def lower_all(self, lineages: Sequence[Lineage]) -> list[Floats]:
        """`belief(...).lower` of each."""
