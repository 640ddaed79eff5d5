"""What a run may spend, and what it has spent and promised so far."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Resource(StrEnum):
    """What a budget can be counted in."""

    WORK = "work time"
    """Summed duration of all jobs, seconds (the papers' CPU-hours)."""
    WALL = "wall time"
    """Time since the run began, pauses between sessions left out, seconds."""
    EVALUATIONS = "evals"
    EXPANSIONS = "expansions"
    TOKENS = "tokens"
    """Input and output tokens of models."""
    DOLLARS = "dollars"


OF_MODELS = (Resource.TOKENS, Resource.DOLLARS)
"""What only models use: bounds all of a run, the comparison at its end included."""


class InvalidBudget(ValueError):
    """A budget that cannot be understood; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that may be spent of one resource."""

    resource: Resource
    amount: float

    def __str__(self) -> str:
        match self.resource:
            case Resource.WORK:
                return format_seconds(self.amount)
            case Resource.WALL:
                return f"{format_seconds(self.amount)} wall"
            case Resource.DOLLARS:
                return f"${self.amount:.2f}"
            case _:
                return f"{self.amount:.0f} {self.resource}"


_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd])(\s+wall)?")
_COUNT = re.compile(r"(\d+)\s*(evals?|evaluations?|expansions?)")
_TOKENS = re.compile(r"(\d+(?:\.\d+)?)\s*([km]?)\s*tokens?")
_DOLLARS = re.compile(r"\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(?:\$|usd|dollars?)")
_THOUSANDS = {"": 1, "k": 10**3, "m": 10**6}


def parse_budget(text: str) -> Cap:
    """Read `200h`, `90m`, `12h wall`, `800 evals`, `2M tokens`, `$300` and so on.

    Raises InvalidBudget.
    """
    stripped = text.strip().lower()
    if match := _TIME.fullmatch(stripped):
        amount = float(match[1]) * _UNITS[match[2]]
        cap = Cap(Resource.WALL if match[3] else Resource.WORK, amount)
    elif match := _COUNT.fullmatch(stripped):
        resource = Resource.EVALUATIONS if match[2].startswith("ev") else Resource.EXPANSIONS
        cap = Cap(resource, int(match[1]))
    elif match := _TOKENS.fullmatch(stripped):
        cap = Cap(Resource.TOKENS, round(float(match[1]) * _THOUSANDS[match[2]]))
    elif match := _DOLLARS.fullmatch(stripped):
        cap = Cap(Resource.DOLLARS, float(match[1] or match[2]))
    else:
        raise InvalidBudget(
            f"Budget {text!r} is not understood: write for example "
            "200h, 90m, '12h wall', '800 evals', '40 expansions', '2M tokens' or '$300'."
        )
    if cap.amount <= 0:
        raise InvalidBudget(f"Budget {text!r} allows nothing: give more than 0.")
    return cap


def format_seconds(seconds: float) -> str:
    """A duration as people write it: 45s, 5m, 1h 30m, 200h."""
    if seconds < 60:
        return f"{seconds:.3g}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}m {rest}s" if rest else f"{minutes}m"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m" if minutes else f"{hours}h"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What jobs have used or, while they run, were promised."""

    work: float = 0.0
    wall: float = 0.0
    evaluations: int = 0
    expansions: int = 0
    tokens: int = 0
    cost: int = 0
    """Billionths of a dollar."""
    expansion_work: float = 0.0
    """Of the work, what expansions took."""
    ended_evaluations: int = 0
    """How many the rest of the work is of."""
    ended_expansions: int = 0

    def of(self, resource: Resource) -> float:
        """The amount of one resource, in its unit."""
        match resource:
            case Resource.WORK:
                return self.work
            case Resource.WALL:
                return self.wall
            case Resource.EVALUATIONS:
                return self.evaluations
            case Resource.EXPANSIONS:
                return self.expansions
            case Resource.TOKENS:
                return self.tokens
            case Resource.DOLLARS:
                return self.cost / 10**9


ASSUMED_EXPANSION_COST = 5.0
_ASSUMPTION_WEIGHT = 2
"""The assumption counts as much as so many expansions seen."""


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """How much of the budget a policy may still count on."""

    fraction: float
    """Of the scarcest resource, 0 to 1; HGM's b/B."""
    expansion_cost: float = ASSUMED_EXPANSION_COST
    """What an expansion costs, in evaluations: measured where the scarcest resource is time, else
    assumed, so that no choice depends on clocks where the budget does not."""


class Ledger:
    """Reserve before a job starts, settle when it ends; no count ever exceeds its cap.

    Time cannot be promised exactly: it is exceeded at most by the jobs in flight when it ran out.
    """

    def __init__(self, caps: Sequence[Cap], spent: Spending | None = None) -> None:
        self.caps = tuple(caps)
        self._spent = spent or Spending()
        self._held = Spending()
        self._starved = False

    @property
    def spent(self) -> Spending:
        """Everything settled or reserved so far."""
        return self._spent

    def tick(self, wall: float) -> None:
        """Set the wall seconds since the run began."""
        self._spent = replace(self._spent, wall=wall)

    def reserve_evaluation(self) -> None:
        """Count one evaluation before it starts."""
        self._spent = replace(self._spent, evaluations=self._spent.evaluations + 1)

    def reserve_expansion(self) -> None:
        """Count one expansion before it starts."""
        self._spent = replace(self._spent, expansions=self._spent.expansions + 1)

    def settle_evaluation(self, seconds: float, *, tokens: int = 0, cost: int = 0) -> None:
        """Add a finished evaluation's work time, and what its model used."""
        self._settle(seconds, tokens, cost, evaluations=1)

    def settle_expansion(self, seconds: float, *, tokens: int = 0, cost: int = 0) -> None:
        """Add a finished expansion's work time, and what its model used."""
        self._settle(seconds, tokens, cost, expansions=1)

    def settle_outside(self, *, tokens: int, cost: int) -> None:
        """Add what a model used outside the search."""
        self._settle(0.0, tokens, cost)

    def _settle(
        self, seconds: float, tokens: int, cost: int, *, evaluations: int = 0, expansions: int = 0
    ) -> None:
        spent = self._spent
        self._spent = replace(
            spent,
            work=spent.work + seconds,
            tokens=spent.tokens + tokens,
            cost=spent.cost + cost,
            expansion_work=spent.expansion_work + seconds * expansions,
            ended_evaluations=spent.ended_evaluations + evaluations,
            ended_expansions=spent.ended_expansions + expansions,
        )

    def hold_back(self, *, tokens: int, cost: int) -> None:
        """Keep so much, but no more than half, of what models may use for after the search."""
        self._held = Spending(tokens=tokens, cost=cost)

    def starve(self) -> None:
        """What models may still use was not enough for a job's question: start no further one."""
        self._starved = True

    def most(self, resource: Resource) -> float | None:
        """The lowest cap on one resource, in its unit; None where there is none."""
        amounts = (cap.amount for cap in self.caps if cap.resource is resource)
        return min(amounts, default=None)

    def exhausted(self) -> Cap | None:
        """The first cap that forbids one more job of the search, or None."""
        return next((cap for cap in self.caps if self._left_of(cap) <= 0), None)

    def unpayable(self) -> Cap | None:
        """The first cap on models that forbids one more job of any kind, or None."""
        for cap in self.caps:
            used_up = self._starved or self._spent.of(cap.resource) >= cap.amount
            if cap.resource in OF_MODELS and used_up:
                return cap
        return None

    def _left_of(self, cap: Cap) -> float:
        if cap.resource in OF_MODELS and self._starved:
            return 0.0
        held = min(self._held.of(cap.resource), cap.amount / 2)
        return cap.amount - held - self._spent.of(cap.resource)

    def left(self) -> BudgetLeft:
        """The fraction left of the scarcest resource."""
        fractions = [self._left_of(cap) / cap.amount for cap in self.caps]
        if not fractions:
            return BudgetLeft(1.0)
        least = min(fractions)
        scarcest = self.caps[fractions.index(least)].resource
        if scarcest not in (Resource.WORK, Resource.WALL):
            return BudgetLeft(max(0.0, least))
        return BudgetLeft(max(0.0, least), self._expansion_cost())

    def _expansion_cost(self) -> float:
        spent = self._spent
        on_evaluations = spent.work - spent.expansion_work
        if not spent.ended_evaluations or on_evaluations <= 0:
            return ASSUMED_EXPANSION_COST
        in_evaluations = spent.expansion_work * spent.ended_evaluations / on_evaluations
        seen = in_evaluations + ASSUMED_EXPANSION_COST * _ASSUMPTION_WEIGHT
        return seen / (spent.ended_expansions + _ASSUMPTION_WEIGHT)
