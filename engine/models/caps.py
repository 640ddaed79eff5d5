"""What a job and a run may ask of a model, and what they have: reserved first, settled after."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.models.prices import dollars

MiB = 1024**2
RUN = "run"


class OverBudget(Exception):
    """A request that would exceed a cap; the message says which, and what is left."""

    def __init__(self, message: str, *, whose: str) -> None:
        super().__init__(message)
        self.whose = whose
        """Of the job or of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that one job may ask for; None: no cap."""

    requests: int | None = None
    """Calls that reached the model, whatever came back."""
    tokens: int | None = None
    """Input plus output."""
    cost: int | None = None
    """Billionths of a dollar."""
    request_bytes: int = 8 * MiB
    """One request's body."""
    open_requests: int = 4
    """Calls at once."""
    record_bytes: int = 64 * MiB
    """All recorded exchanges together: they are kept in memory until the job ends."""


@dataclass(frozen=True, slots=True)
class Use:
    """What one request takes, or many together."""

    tokens: int = 0
    cost: int = 0
    """Billionths of a dollar."""

    def __add__(self, other: "Use") -> "Use":
        return Use(self.tokens + other.tokens, self.cost + other.cost)

    def __sub__(self, other: "Use") -> "Use":
        return Use(self.tokens - other.tokens, self.cost - other.cost)


@dataclass(frozen=True, slots=True)
class Left:
    """What may still be reserved; None: no cap."""

    requests: int | None
    tokens: int | None
    cost: int | None = None


class Account:
    """What a job or a run has asked for; used in the gateway's loop only, so without locks.

    A request is counted when it is reserved, and stays counted. Of its tokens and its cost an upper
    bound is reserved and later settled to what was used; so spent + reserved never exceeds the cap
    as long as no answer uses more than was reserved for it, and none is lost and asked for again.
    """

    def __init__(
        self,
        whose: str,
        *,
        requests: int | None = None,
        tokens: int | None = None,
        cost: int | None = None,
        spent_requests: int = 0,
        spent: Use | None = None,
    ) -> None:
        self._whose = whose
        self._requests = requests
        self._tokens = tokens
        self._cost = cost
        self.spent_requests = spent_requests
        self.spent = spent or Use()
        self.reserved = Use()

    @property
    def left(self) -> Left:
        """What may still be reserved."""
        gone = self.spent + self.reserved
        return Left(
            _left(self._requests, self.spent_requests),
            _left(self._tokens, gone.tokens),
            _left(self._cost, gone.cost),
        )

    def check(self, use: Use) -> None:
        """Whether one request that may use so much may be reserved. Raises OverBudget."""
        left = self.left
        if left.requests == 0:
            raise OverBudget(
                f"The {self._whose} has used all of its {self._requests} requests.",
                whose=self._whose,
            )
        if left.tokens is not None and use.tokens > left.tokens:
            raise OverBudget(
                f"The request could use {use.tokens} tokens (its bytes plus max_tokens), "
                f"but {left.tokens} of the {self._whose}'s {self._tokens} are left.",
                whose=self._whose,
            )
        if left.cost is not None and use.cost > left.cost:
            raise OverBudget(
                f"The request could cost {dollars(use.cost)} (its bytes plus max_tokens), "
                f"but {dollars(left.cost)} of the {self._whose}'s {dollars(self._cost or 0)} "
                "are left.",
                whose=self._whose,
            )

    def reserve(self, use: Use) -> None:
        """Set it aside for one request that was checked."""
        self.spent_requests += 1
        self.reserved += use

    def settle(self, *, reserved: Use, used: Use) -> None:
        """Turn what was reserved for one request into what it used."""
        self.reserved -= reserved
        self.spent += used


class Meter:
    """One job's account and, if given, its run's: a request must fit into both."""

    def __init__(self, caps: Caps, run: Account | None = None) -> None:
        own = Account("job", requests=caps.requests, tokens=caps.tokens, cost=caps.cost)
        self._accounts = (own,) if run is None else (own, run)

    @property
    def left(self) -> Left:
        """What may still be reserved."""
        lefts = [account.left for account in self._accounts]
        return Left(
            _smallest(left.requests for left in lefts),
            _smallest(left.tokens for left in lefts),
            _smallest(left.cost for left in lefts),
        )

    def reserve(self, use: Use) -> None:
        """Set it aside for one request. Raises OverBudget."""
        for account in self._accounts:
            account.check(use)
        for account in self._accounts:
            account.reserve(use)

    def settle(self, *, reserved: Use, used: Use) -> None:
        """Turn what was reserved for one request into what it used."""
        for account in self._accounts:
            account.settle(reserved=reserved, used=used)


def _left(cap: int | None, gone: int) -> int | None:
    return None if cap is None else max(0, cap - gone)


def _smallest(amounts: Iterable[int | None]) -> int | None:
    return min((amount for amount in amounts if amount is not None), default=None)
