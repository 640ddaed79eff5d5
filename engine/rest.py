"""Slow work that is done now and then takes its share of all time and no more."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_REST = 4.0
"""Times as long as the work took: it takes at most a fifth of all time."""


class Rest:
    """After work comes a rest, the longer, the longer the work took."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends = float("-inf")

    @property
    def is_over(self) -> bool:
        """Whether to work again."""
        return self._clock() >= self._ends

    @contextmanager
    def after(self) -> Iterator[None]:
        """Rest after what is done inside."""
        began = self._clock()
        yield
        ended = self._clock()
        self._ends = ended + _REST * (ended - began)
