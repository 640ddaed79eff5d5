"""The sealed comparison: two agents on tasks that never guided the search."""

from collections.abc import Collection
from dataclasses import dataclass

from archive.store import Archive
from archive.values import Tally, Verdict
from engine.statistics import Paired, compare_paired
from evals.subset import attempted

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two agents on the sealed tasks that both attempted to a verdict."""

    first: int
    second: int
    paired: Paired | None
    """None where they are the same agent or share no task with a verdict."""

    @property
    def sentence(self) -> str:
        """What a sceptical reader accepts."""
        if self.paired is None:
            return "There is nothing to compare."
        return _describe(self.first, self.second, self.paired)


def verdicts(archive: Archive, agent: int, tasks: Collection[str]) -> dict[str, bool]:
    """Task -> resolved, for those of the tasks on which the agent has a verdict.

    A task that is attempted repeatedly is resolved where most of its attempts are: attempts at one
    task are not independent, so the comparison counts tasks.
    """
    votes: dict[str, list[bool]] = {}
    for each in archive.evaluations(agent):
        if each.verdict in (Verdict.RESOLVED, Verdict.UNRESOLVED) and each.task in tasks:
            votes.setdefault(attempted(each.task), []).append(each.verdict is Verdict.RESOLVED)
    return {task: 2 * sum(found) > len(found) for task, found in votes.items()}


def tally(found: dict[str, bool]) -> Tally:
    """Verdicts, counted."""
    resolved = sum(found.values())
    return Tally(resolved, len(found) - resolved)


def compare_verdicts(
    first: int, first_verdicts: dict[str, bool], second: int, second_verdicts: dict[str, bool]
) -> Comparison:
    """Pair two agents' verdicts on the tasks they share."""
    tasks = sorted(first_verdicts.keys() & second_verdicts.keys())
    if first == second or not tasks:
        return Comparison(first=first, second=second, paired=None)
    paired = compare_paired(
        [first_verdicts[task] for task in tasks], [second_verdicts[task] for task in tasks]
    )
    return Comparison(first=first, second=second, paired=paired)


def _describe(first: int, second: int, paired: Paired) -> str:
    points = 100 * paired.difference
    figures = (
        f"{100 * paired.low:+.0f} to {100 * paired.high:+.0f}, exact McNemar p = "
        f"{paired.p_value:.2g}, {paired.tasks} tasks"
    )
    if paired.p_value >= SIGNIFICANT:
        return (
            f"No significant difference between agent {second} and agent {first}: "
            f"{points:+.0f} points (95 % interval {figures})."
        )
    better, worse = (second, first) if points > 0 else (first, second)
    return (
        f"Agent {better} is better than agent {worse} by {abs(points):.0f} points "
        f"(95 % interval of {second} minus {first}: {figures})."
    )
