"""Agents that are among the best at something: the per-task Pareto set."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.lineage import Lineage


@dataclass(frozen=True, slots=True)
class ParetoSet:
    """Agents that together resolve every task that anybody resolved, none of them to spare."""

    tasks: Mapping[int, int]
    """Member -> how many tasks it resolved; members in order of birth."""
    covered: int
    """How many tasks some agent resolved."""

    def __contains__(self, agent: int) -> bool:
        return agent in self.tasks

    def __len__(self) -> int:
        return len(self.tasks)


def pareto_set(lineage: Lineage) -> ParetoSet:
    """The candidates of GEPA (arXiv 2507.19457, algorithm 2), on verdicts that may be missing.

    The front of a task is everybody who resolved it: with verdicts of yes or no, nobody is better
    at it. An agent is dominated where each of its fronts has another agent that is not dominated;
    those that resolved the fewest tasks are looked at first, the newer first among equals. A
    missing verdict is as one not resolved: nobody is on a front before it was shown. Costs one
    pass over the verdicts.
    """
    agents, tasks = resolved_pairs(lineage)
    starts = np.searchsorted(agents, np.arange(len(lineage) + 1))
    resolvers = np.bincount(tasks, minlength=len(lineage.tasks))
    order = np.lexsort((-np.arange(len(lineage)), np.diff(starts)))
    left, members = resolvers.tolist(), []
    fronts, ends = tasks.tolist(), starts.tolist()
    for agent in order.tolist():
        own = fronts[ends[agent] : ends[agent + 1]]
        if all(left[task] > 1 for task in own):
            for task in own:
                left[task] -= 1
        else:
            members.append(agent)
    sizes = np.diff(starts)
    chosen = {agent: int(sizes[agent]) for agent in sorted(members)}
    return ParetoSet(chosen, int((resolvers > 0).sum()))


def resolved_pairs(lineage: Lineage) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Who resolved which task, as two columns sorted by agent, then task."""
    keys, resolved = last_verdicts(lineage)
    keys = keys[resolved]
    return keys // len(lineage.tasks), keys % len(lineage.tasks)


def last_verdicts(lineage: Lineage) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Every pair that has a verdict as agent * tasks + task, sorted, and its newest verdict."""
    keys = lineage.verdict_agent * len(lineage.tasks) + lineage.verdict_task
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    newest = np.append(keys[1:] != keys[:-1], True)[: len(keys)]
    return keys[newest], lineage.verdict_resolved[order][newest] > 0
