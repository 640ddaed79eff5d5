"""What finished runs of `engine.bench.search` came to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from archive.store import Archive
from engine.best import best_belief
from engine.foresight import Correlation, Estimate, Table, foresight, hindsight
from engine.run_record import policy_of, read_record, spending_so_far
from engine.sealed import compare_verdicts, verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run's end, on the sealed tasks; shares in percent."""

    arm: str
    seed: int
    root: float
    winner: float
    p_value: float
    agents: int
    depth: int
    """Self-modifications between the root and the winner."""
    evaluations: int
    failed: int
    """Expansions that made no child."""
    work: float
    hindsight: Table
    foresight: Mapping[Estimate, Correlation]
    """Of the estimates when half of the jobs had been done."""

    @property
    def gain(self) -> float:
        """Points by which the winner beats the root."""
        return self.winner - self.root


def finished(folder: Path, arm: str, seed: int) -> Outcome | None:
    """What a finished run's archive says; None of any other."""
    place = folder / f"{arm}-{seed}"
    if not place.is_dir():
        return None
    with Archive.open(place) as archive:
        lineage = archive.lineage()
        best = best_belief(lineage, policy_of(read_record(archive).configuration))
        tasks = {each.task for each in archive.evaluations(sealed=True)}
        root, winner = verdicts(archive, 0, tasks), verdicts(archive, best, tasks)
        paired = compare_verdicts(0, root, best, winner).paired
        if paired is None or len(winner) < len(root):
            return None
        half, end = (moment.lineage for moment in archive.moments(2))
        return Outcome(
            arm=arm,
            seed=seed,
            root=_percent(root.values()),
            winner=_percent(winner.values()),
            p_value=paired.p_value,
            agents=len(lineage),
            depth=int(lineage.depth[best]),
            evaluations=len(archive.evaluations(sealed=False)),
            failed=int(lineage.failed.sum()),
            work=spending_so_far(archive).work,
            hindsight=hindsight(end),
            foresight=foresight(half, end),
        )


def _percent(verdicts: Iterable[bool]) -> float:
    values = list(verdicts)
    return 100 * sum(values) / len(values) if values else float("nan")
