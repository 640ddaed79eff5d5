"""What a job and a run may ask of a model, and what they have: reserved first, settled after."""

from collections.abc import Iterable
from dataclasses import dataclass

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
    request_bytes: int = 8 * MiB
    """One request's body."""
    open_requests: int = 4
    """Calls at once."""
    record_bytes: int = 64 * MiB
    """All recorded exchanges together: they are kept in memory until the job ends."""


@dataclass(frozen=True, slots=True)
class Left:
    """What may still be reserved; None: no cap."""

    requests: int | None
    tokens: int | None


class Account:
    """What a job or a run has asked for; used in the gateway's loop only, so without locks.

    A request is counted when it is reserved, and stays counted. Of its tokens an upper bound is
    reserved and later settled to what was used; so spent + reserved never exceeds the cap
    as long as no answer uses more than was reserved for it.
    """

    def __init__(
        self,
        whose: str,
        *,
        requests: int | None = None,
        tokens: int | None = None,
        spent_requests: int = 0,
        spent_tokens: int = 0,
    ) -> None:
        self._whose = whose
        self._requests = requests
        self._tokens = tokens
        self.spent_requests = spent_requests
        self.spent_tokens = spent_tokens
        self.reserved_tokens = 0

    @property
    def left(self) -> Left:
        """What may still be reserved."""
        return Left(
            _left(self._requests, self.spent_requests),
            _left(self._tokens, self.spent_tokens + self.reserved_tokens),
        )

    def check(self, tokens: int) -> None:
        """Whether one request with so many tokens may be reserved. Raises OverBudget."""
        left = self.left
        if left.requests == 0:
            raise OverBudget(
                f"The {self._whose} has used all of its {self._requests} requests.",
                whose=self._whose,
            )
        if left.tokens is not None and tokens > left.tokens:
            raise OverBudget(
                f"The request could use {tokens} tokens (its bytes plus max_tokens), "
                f"but {left.tokens} of the {self._whose}'s {self._tokens} are left.",
                whose=self._whose,
            )

    def reserve(self, tokens: int) -> None:
        """Set tokens aside for one request that was checked."""
        self.spent_requests += 1
        self.reserved_tokens += tokens

    def settle(self, *, reserved: int, used: int) -> None:
        """Turn what was reserved for one request into what it used."""
        self.reserved_tokens -= reserved
        self.spent_tokens += used


class Meter:
    """One job's account and, if given, its run's: a request must fit into both."""

    def __init__(self, caps: Caps, run: Account | None = None) -> None:
        own = Account("job", requests=caps.requests, tokens=caps.tokens)
        self._accounts = (own,) if run is None else (own, run)

    @property
    def left(self) -> Left:
        """What may still be reserved."""
        lefts = [account.left for account in self._accounts]
        return Left(
            _smallest(left.requests for left in lefts), _smallest(left.tokens for left in lefts)
        )

    def reserve(self, tokens: int) -> None:
        """Set tokens aside for one request. Raises OverBudget."""
        for account in self._accounts:
            account.check(tokens)
        for account in self._accounts:
            account.reserve(tokens)

    def settle(self, *, reserved: int, used: int) -> None:
        """Turn what was reserved for one request into what it used."""
        for account in self._accounts:
            account.settle(reserved=reserved, used=used)


def _left(cap: int | None, gone: int) -> int | None:
    return None if cap is None else max(0, cap - gone)


def _smallest(amounts: Iterable[int | None]) -> int | None:
    return min((amount for amount in amounts if amount is not None), default=None)
