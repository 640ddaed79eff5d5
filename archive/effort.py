"""What jobs took, added up as they end."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Of all jobs but sealed evaluations; seconds."""

    work: float = 0.0
    """Summed over jobs that ended."""
    expansion_work: float = 0.0
    """Of the work, what expansions took."""
    wall: float = 0.0
    """Length of time in which at least one of them ran."""
    evaluations: int = 0
    """Begun."""
    expansions: int = 0
    ended_evaluations: int = 0
    ended_expansions: int = 0


class Cover:
    """The length of time that is covered by stretches, which come in any order."""

    def __init__(self, settled: float = 0.0, stretches: Iterable[tuple[float, float]] = ()) -> None:
        self.settled = settled
        """Length of what no later stretch can touch."""
        self.stretches = list(stretches)
        """(start, end) of the rest: sorted, apart from each other."""

    @property
    def length(self) -> float:
        """Covered so far."""
        return self.settled + sum(end - start for start, end in self.stretches)

    def add(self, start: float, end: float) -> None:
        """Cover one more stretch."""
        known = self.stretches
        first = bisect_left(known, start, key=lambda each: each[1])
        last = bisect_right(known, end, key=lambda each: each[0])
        touched = known[first:last]
        if touched:
            start, end = min(start, touched[0][0]), max(end, touched[-1][1])
        known[first:last] = [(start, end)]

    def settle(self, floor: float) -> None:
        """Say that no later stretch starts before `floor`: what ended by then needs no memory."""
        count = bisect_left(self.stretches, floor, key=lambda each: each[1])
        self.settled += sum(end - start for start, end in self.stretches[:count])
        del self.stretches[:count]
