"""How a run went: what it would have returned, and what it did, from its beginning to now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from archive.record import Moment
from archive.store import Archive
from archive.values import JobUse
from engine.best import best_of
from engine.budget import Resource, Spending
from engine.policies.policy import Policy

MOMENTS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One moment of a run; shares of the search tasks."""

    spent: float
    """Of the course's resource."""
    jobs: int
    """Begun so far; sealed evaluations are among them."""
    agents: int
    evaluations: int
    expansions: int
    best: int
    """The agent that would have been returned."""
    accuracy: float
    low: float
    high: float
    root: float


@dataclass(frozen=True, slots=True)
class Course:
    """Moments in order, the last one now."""

    resource: Resource
    stands: Sequence[Stand]


def follow(
    archive: Archive, policy: Policy, resource: Resource, job_use: Sequence[JobUse]
) -> Course:
    """Let the policy judge what was known at each moment."""
    use = _Use(job_use)
    stands = (_stand(moment, policy, resource, use) for moment in archive.moments(MOMENTS))
    return Course(resource, list(_without_rests(stands)))


def _stand(moment: Moment, policy: Policy, resource: Resource, use: "_Use") -> Stand:
    lineage, effort = moment.lineage, moment.effort
    belief = policy.belief(lineage)
    best = best_of(belief)
    tokens, cost = use.until(moment)
    spent = Spending(
        work=effort.work,
        wall=effort.wall,
        evaluations=effort.evaluations,
        expansions=effort.expansions,
        tokens=tokens,
        cost=cost,
    )
    return Stand(
        spent=spent.of(resource),
        jobs=lineage.jobs_begun,
        agents=len(lineage),
        evaluations=effort.evaluations,
        expansions=effort.expansions,
        best=best,
        accuracy=float(belief.accuracy[best]),
        low=float(belief.low[best]),
        high=float(belief.high[best]),
        root=float(belief.accuracy[0]),
    )


def _without_rests(stands: "Iterator[Stand]") -> Iterator[Stand]:
    """Moments at which the search stood still, as it does while sealed tasks are attempted, say
    nothing; the first and the last do.
    """
    last = None
    for each in stands:
        if last is None or replace(each, jobs=last.jobs) != last:
            yield each
        last = each


class _Use:
    """What models were used for by the jobs that had ended at a moment."""

    def __init__(self, job_use: Sequence[JobUse]) -> None:
        jobs = 1 + max((each.job for each in job_use), default=0)
        self._tokens = np.zeros(jobs, np.int64)
        self._cost = np.zeros(jobs, np.int64)
        for each in job_use:
            self._tokens[each.job] += each.tokens
            self._cost[each.job] += each.cost

    def until(self, moment: Moment) -> tuple[int, int]:
        """Tokens, and billionths of a dollar."""
        running = [job for job in moment.running if job < len(self._tokens)]
        begun = moment.lineage.jobs_begun
        tokens, cost = (
            int(column[:begun].sum() - column[running].sum())
            for column in (self._tokens, self._cost)
        )
        return tokens, cost
