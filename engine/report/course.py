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
from engine.diversity import Offspring, measure
from engine.policies.belief import Belief
from engine.policies.policy import Policy
from engine.report.foresight import EarlyScores

MOMENTS = 60
_MOMENTS_A_MEASURE = 5


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
    children: Sequence[tuple[float, Offspring]]
    """What was spent, and how children did until then, at fewer moments before now."""
    early: EarlyScores
    lineage: Lineage
    """At the last moment, now."""


def follow(
    archive: Archive, policy: Policy, resource: Resource, job_use: Sequence[JobUse]
) -> Course:
    """Let the policy judge what was known at each moment."""
    use, early = _Use(job_use), EarlyScores()
    stands: list[Stand] = []
    children: list[tuple[float, Offspring]] = []
    for number, moment in enumerate(archive.moments(MOMENTS), start=1):
        belief = policy.belief(moment.lineage)
        early.note(moment.lineage, belief)
        stand = _stand(moment, belief, resource, use)
        # Sealed tasks are attempted while the search stands still, which says nothing of it.
        if not stands or replace(stand, jobs=stands[-1].jobs) != stands[-1]:
            stands.append(stand)
            if not number % _MOMENTS_A_MEASURE and (found := measure(moment.lineage).offspring):
                children.append((stand.spent, found))
    return Course(
        resource=resource, stands=stands, children=children, early=early, lineage=moment.lineage
    )


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
