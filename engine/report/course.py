"""How a run went: what it would have returned, and what it did, from its beginning to now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from archive.lineage import Lineage
from archive.record import Moment
from archive.store import Archive
from archive.values import JobUse
from engine.best import best_of
from engine.budget import Resource, Spending
from engine.policies.belief import Belief
from engine.policies.policy import Policy

MOMENTS = 60
_MOMENTS_A_VIEW = 5


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a run went."""

    resource: Resource
    """What is counted as spent."""
    stands: Sequence[Stand]
    """In order, the last one now."""
    views: Sequence[tuple[float, Lineage]]
    """What was spent, and the lineage then, at fewer moments; the last is now."""


def follow(
    archive: Archive, policy: Policy, resource: Resource, job_use: Sequence[JobUse]
) -> Course:
    """Let the policy judge what was known at each moment."""
    use = _Use(job_use)
    stands: list[Stand] = []
    views: list[tuple[float, Lineage]] = []
    for number, moment in enumerate(archive.moments(MOMENTS), start=1):
        lineage = moment.lineage
        stand = _stand(moment, policy.belief(lineage), resource, use)
        # Sealed tasks are attempted while the search stands still, which says nothing of it.
        if not stands or replace(stand, jobs=stands[-1].jobs) != stands[-1]:
            stands.append(stand)
            if not number % _MOMENTS_A_VIEW:
                views.append((stand.spent, lineage))
    if not views or views[-1][1] is not lineage:
        views.append((stand.spent, lineage))
    return Course(resource=resource, stands=stands, views=views)


def _stand(moment: Moment, belief: Belief, resource: Resource, use: "_Use") -> Stand:
    lineage, effort = moment.lineage, moment.effort
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
