"""How a run came to where it is: its best agent over time, and what it did when."""

import time
from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.fold import Evaluated, Fold, Happened
from archive.store import Archive
from archive.values import JobUse, Verdict
from engine.best import best_of
from engine.budget import Spending
from engine.policies.belief import Floats
from engine.policies.policy import Policy

_MOST_POINTS = 96


@dataclass(frozen=True, slots=True)
class Point:
    """The best agent when so many evaluations had ended."""

    evaluations: int
    spent: Spending
    agents: int
    best: int
    accuracy: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A history as far as it is read."""

    points: tuple[Point, ...]
    ends: Floats
    """When jobs ended, seconds since the epoch, in the order in which their ends were recorded."""
    errors: NDArray[np.bool_]
    """Whether each was an error."""
    work: Floats
    """Shape (agents,): seconds of work on every agent, of its making and its evaluations."""
    complete: bool
    """Whether everything that was on record is in it."""


class History:
    """Folds a run's jobs once more, a piece at a time, and looks at the best agent on the way."""

    def __init__(self, archive: Archive, policy: Policy) -> None:
        self._archive = archive
        self._policy = policy
        self._fold = Fold(archive.tasks, max_attempts=archive.max_attempts)
        self._events: list[Happened] = []
        self._next = 0
        self._points: list[Point] = []
        self._stride = 1
        self._ends, self._errors = array("d"), array("b")
        self._work: list[float] = [0.0]
        self._use: dict[int, list[JobUse]] = {}
        self._tokens = self._cost = 0

    def advance(self, seconds: float) -> Story:
        """Read on for so long, or to the end; what is known then."""
        until = time.monotonic() + seconds
        if self._next >= len(self._events):
            fold = self._fold
            first, also = fold.builder.jobs_begun, tuple(fold.open)
            jobs = self._archive.folded_jobs(first=first, also=also)
            self._use = {}
            for use in self._archive.job_use(first=first, also=also):
                self._use.setdefault(use.job, []).append(use)
            self._events, self._next = fold.order(jobs), 0
        while self._next < len(self._events) and time.monotonic() < until:
            for event in self._events[self._next : self._next + 100]:
                self._take(event)
            self._next += 100
        return self._story()

    def _story(self) -> Story:
        complete = self._next >= len(self._events)
        points = [*self._points, self._point()] if complete else self._points
        return Story(
            points=tuple(points),
            ends=np.array(self._ends),
            errors=np.array(self._errors, bool),
            work=np.array(self._work),
            complete=complete,
        )

    def _take(self, event: Happened) -> None:
        self._fold.apply(event)
        if not event.has_ended:
            return
        job = event.job
        for use in self._use.get(job.id, ()):
            self._tokens, self._cost = self._tokens + use.tokens, self._cost + use.cost
        seconds = job.seconds or 0.0
        self._ends.append(job.started_at + seconds)
        if isinstance(job, Evaluated):
            self._errors.append(job.verdict == Verdict.ERROR)
            self._work[job.agent] += seconds
            if not job.sealed and self._fold.effort.ended_evaluations % self._stride == 0:
                self._mark()
        else:
            self._errors.append(job.outcome == Verdict.ERROR)
            if job.child is not None:
                self._work.append(seconds)

    def _mark(self) -> None:
        self._points.append(self._point())
        if len(self._points) >= _MOST_POINTS:
            del self._points[::2]
            self._stride *= 2

    def _point(self) -> Point:
        lineage, effort = self._fold.builder.view(), self._fold.effort
        belief = self._policy.belief(lineage)
        best = best_of(belief)
        return Point(
            evaluations=effort.ended_evaluations,
            spent=Spending(
                work=effort.work,
                wall=effort.wall,
                evaluations=effort.evaluations,
                expansions=effort.expansions,
                tokens=self._tokens,
                cost=self._cost,
            ),
            agents=len(lineage),
            best=best,
            accuracy=float(belief.accuracy[best]),
            low=float(belief.low[best]),
            high=float(belief.high[best]),
        )
