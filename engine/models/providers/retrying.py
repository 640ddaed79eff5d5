"""The one place where a question is asked again."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from engine.models.providers.failures import Transient
from engine.models.upstream import Answer, ProviderFailed, Request, Upstream

_FIRST_SECONDS, _MOST_SECONDS = 1.0, 60.0
_MARGIN_SECONDS = 0.05


class Retrying:
    """An upstream that asks another one again while its trouble may pass.

    Waits as long as the provider says, else a random part of a time that doubles from try to try
    ("full jitter"). Gives up when the job's time or the number of tries does not allow another.
    """

    def __init__(
        self,
        upstream: Upstream,
        *,
        tries: int = 8,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        chance: random.Random | None = None,
    ) -> None:
        self._upstream = upstream
        self._tries = tries
        self._clock = clock
        self._sleep = sleep
        self._chance = chance or random.SystemRandom()

    @property
    def name(self) -> str:
        """That of the upstream."""
        return self._upstream.name

    async def complete(self, request: Request) -> Answer:
        """See Upstream."""
        deadline = self._clock() + request.seconds
        for tried in range(1, self._tries + 1):
            left = deadline - self._clock()
            # Who was kept waiting by trouble is not late by its own fault.
            limit = None if tried == 1 else max(0.0, left - _MARGIN_SECONDS)
            try:
                async with asyncio.timeout(limit):
                    return await self._upstream.complete(replace(request, seconds=left))
            except TimeoutError as error:
                request.on_lost()
                raise ProviderFailed(f"{self.name}: silence after {tried - 1} tries.") from error
            except Transient as error:
                if error.lost:
                    request.on_lost()
                seconds = self._wait(error, tried)
                if tried == self._tries or self._clock() + seconds >= deadline:
                    raise ProviderFailed(f"{error} ({tried} tries)") from error
                await self._sleep(seconds)
        raise AssertionError("the last try returns or raises")

    async def close(self) -> None:
        """See Upstream."""
        await self._upstream.close()

    def _wait(self, error: Transient, tried: int) -> float:
        if error.after is not None:
            # A little later than asked, and not all at once.
            return error.after + self._chance.uniform(0, 0.1 * error.after + 0.1)
        return self._chance.uniform(0, min(_MOST_SECONDS, _FIRST_SECONDS * 2**tried))
