"""One job's conversation with its model: what it may spend, what it spent, what was said."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from engine.models.body import Chat
from engine.models.caps import RUN, Caps, Left, Meter, OverBudget, Use
from engine.models.exchange import canonical, write_exchange
from engine.models.prices import Price
from engine.models.problems import Problem, scrub
from engine.models.upstream import Answer, ProviderFailed, Refused, Request, Upstream


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What came of a session; complete once it is closed."""

    exchanges: tuple[bytes, ...] = ()
    """Canonical JSON each (engine.models.exchange), in the order in which they ended."""
    trouble: str | None = None
    """The first trouble of the provider's that outlasted its retries: the job is an error."""
    starved: str | None = None
    """Why the run's own budget did not allow a question: that is no agent's fault either."""
    requests: int = 0
    """Calls that reached the upstream."""
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


class Session:
    """What the gateway keeps for one job; changed in the gateway's loop only."""

    def __init__(
        self,
        *,
        role: str,
        token: str,
        folder: Path,
        upstream: Upstream,
        price: Price | None,
        caps: Caps,
        meter: Meter,
        seconds: float,
        secrets: Sequence[str],
    ) -> None:
        self.role = role
        self.token = token
        self.folder = folder
        """Holds `model.sock`: for a read-only mount."""
        self.caps = caps
        self.record = Record()
        self.crash: Exception | None = None
        """A fault of ours, raised again where the session was opened."""
        self._upstream = upstream
        self._price = price
        self._meter = meter
        self._deadline = time.monotonic() + seconds
        self._secrets = secrets
        self._open_requests = 0
        self._record_bytes = 0

    @property
    def left(self) -> Left:
        """Requests and tokens that may still be reserved."""
        return self._meter.left

    @property
    def seconds_left(self) -> float:
        """Until the deadline."""
        return max(0.0, self._deadline - time.monotonic())

    @contextmanager
    def slot(self) -> Iterator[None]:
        """One of the few places for a call in progress. Raises Problem (too_many_requests)."""
        most = self.caps.open_requests
        if self._open_requests >= most:
            raise Problem(429, "too_many_requests", f"{most} calls are open: wait for one to end.")
        self._open_requests += 1
        try:
            yield
        finally:
            self._open_requests -= 1

    async def answer(self, chat: Chat) -> Answer:
        """Ask the model, within the caps, and record it. Raises Problem."""
        if chat.model not in (self.role, "default"):
            message = f"This job may ask for the model {self.role!r} or 'default' only."
            raise Problem(404, "unknown_model", message)
        body = chat.as_body()
        request = Request(
            role=self.role, body=body, max_tokens=chat.most_tokens, seconds=self.seconds_left
        )
        return await self._ask(request, self._reserve(request))

    def _reserve(self, request: Request) -> Use:
        if request.seconds <= 0:
            raise _deadline()
        # No tokenizer makes more tokens than there are bytes, and the JSON around the texts
        # outweighs what a chat template adds.
        size = len(canonical(request.body))
        if self._record_bytes + size > self.caps.record_bytes:
            message = f"The job's record is full: it may hold {self.caps.record_bytes} bytes."
            raise Problem(402, "over_budget", message)
        try:
            most = Use(size + request.max_tokens, self._most(size, request.max_tokens))
            self._meter.reserve(most)
        except OverBudget as error:
            if error.whose == RUN:
                self.record = replace(self.record, starved=str(error))
            raise Problem(402, "over_budget", str(error)) from error
        return most

    def _most(self, input_tokens: int, output_tokens: int) -> int:
        return self._price.most(input=input_tokens, output=output_tokens) if self._price else 0

    def _used(self, outcome: Answer | Problem, reserved: Use) -> Use:
        match outcome:
            case Answer() as answer:
                tokens = answer.input_tokens + answer.output_tokens
                return Use(tokens, _cost(answer, self._price) if self._price else 0)
            case Problem(code="deadline" | "cut_off"):
                # Nobody knows what the provider has counted by now.
                return reserved
            case _:
                return Use()

    async def _ask(self, request: Request, reserved: Use) -> Answer:
        started = time.monotonic()
        lost: list[Use] = []
        request = replace(request, on_lost=lambda: lost.append(reserved))
        outcome: Answer | Problem = Problem(499, "cut_off", "The job ended before the answer.")
        try:
            outcome = await self._complete(request)
        finally:
            used = sum(lost, self._used(outcome, reserved))
            self._meter.settle(reserved=reserved, used=used)
            self._keep(request, outcome, used.cost, time.monotonic() - started)
        if isinstance(outcome, Problem):
            raise outcome
        return outcome

    async def _complete(self, request: Request) -> Answer | Problem:
        limit = asyncio.timeout(request.seconds)
        try:
            async with limit:
                return await self._upstream.complete(request)
        except TimeoutError:
            if not limit.expired():
                raise
            return _deadline()
        except Refused as error:
            return Problem(error.status, error.code, scrub(str(error), self._secrets))
        except ProviderFailed as error:
            trouble = scrub(str(error), self._secrets)
            self.record = replace(self.record, trouble=self.record.trouble or trouble)
            return Problem(502, "provider_failed", trouble)

    def _keep(self, request: Request, outcome: Answer | Problem, cost: int, seconds: float) -> None:
        exchange = write_exchange(
            request, outcome, upstream=self._upstream.name, cost=cost, seconds=seconds
        )
        self._record_bytes += len(exchange)
        old = self.record
        new = replace(old, exchanges=(*old.exchanges, exchange), requests=old.requests + 1)
        if isinstance(outcome, Answer):
            new = replace(
                new,
                input_tokens=old.input_tokens + outcome.input_tokens,
                cached_tokens=old.cached_tokens + outcome.cached_tokens,
                output_tokens=old.output_tokens + outcome.output_tokens,
            )
        self.record = new


def _cost(answer: Answer, price: Price) -> int:
    return price.cost(
        input=answer.input_tokens,
        cached=answer.cached_tokens,
        cache_write=answer.cache_write_tokens,
        output=answer.output_tokens,
    )


def _deadline() -> Problem:
    return Problem(403, "deadline", "The job's time is over.")
