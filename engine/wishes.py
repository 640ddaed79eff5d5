"""Evaluations that are wanted outside the search, and which of them are still to be started."""

from collections import Counter
from collections.abc import Iterable
from heapq import heappop, heappush

from archive.values import Evaluation, Verdict

Wish = tuple[int, str]
"""Agent and task."""


class Wishes:
    """Pairs of agent and task in the order in which they are wanted.

    A pair is worth another attempt as long as it has no verdict, none of its attempts runs, and few
    met an error. Told of every attempt once, it needs no look at the record to say what is next.
    """

    def __init__(self, pairs: Iterable[Wish] = (), *, max_attempts: int = 0) -> None:
        self._pairs = list(dict.fromkeys(pairs))
        self._place = {pair: place for place, pair in enumerate(self._pairs)}
        self._waiting = list(range(len(self._pairs)))
        self._taken: set[Wish] = set()
        """Those that run or have a verdict."""
        self._errors: Counter[Wish] = Counter()
        self._max_attempts = max_attempts

    def note(self, attempt: Evaluation) -> None:
        """Mind an attempt that is on record, running or ended."""
        pair = attempt.agent, attempt.task
        if pair not in self._place:
            return
        if attempt.verdict is Verdict.ERROR:
            self._errors[pair] += 1
            self._taken.discard(pair)
            heappush(self._waiting, self._place[pair])
        else:
            self._taken.add(pair)

    def next(self) -> Wish | None:
        """The first pair that is worth an attempt, which is taken to run from now on."""
        while self._waiting:
            pair = self._pairs[heappop(self._waiting)]
            if pair not in self._taken and self._errors[pair] < self._max_attempts:
                self._taken.add(pair)
                return pair
        return None
