"""What a self-modification changed, as far as verdicts show it."""

from dataclasses import dataclass

from archive.lineage import Lineage


@dataclass(frozen=True, slots=True)
class Effect:
    """A child beside its parent on the search tasks that both have a verdict on."""

    both: int
    """How many tasks these are."""
    gained: tuple[str, ...]
    """Resolved by the child and not by its parent."""
    lost: tuple[str, ...]

    def __str__(self) -> str:
        gained, lost = (", ".join(tasks) or "none" for tasks in (self.gained, self.lost))
        return f"of {self.both} tasks that both tried, gained {gained}; lost {lost}"


def effect(lineage: Lineage, child: int) -> Effect:
    """What came of making `child`, which is not the root."""
    after, before = lineage.outcomes(child), lineage.outcomes(int(lineage.parent[child]))
    both = sorted(after.keys() & before.keys())
    return Effect(
        len(both),
        tuple(lineage.tasks[task] for task in both if after[task] and not before[task]),
        tuple(lineage.tasks[task] for task in both if before[task] and not after[task]),
    )
