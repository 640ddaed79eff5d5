"""What `hgm evolve` says at its end."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from engine.cli.printing import draw
from engine.cli.text import ESTIMATED, lineage_tree, say_diversity, share, standing
from engine.diversity import measure
from engine.loop import StopKind
from engine.models.prices import NANO

if TYPE_CHECKING:
    from archive.store import Archive
    from engine.policies.belief import Belief
    from engine.session import Report


def say_ending(folder: Path, report: "Report", *, as_json: bool) -> None:
    """The tree, the best agent, how it did against the root, and what to type next."""
    if as_json:
        typer.echo(json.dumps(as_data(folder, report)))
        return
    from archive.store import Archive
    from engine.run_record import policy_of, read_record

    draw(report.stop.sentence)
    with Archive.open(folder) as archive:
        belief = policy_of(read_record(archive).configuration).belief(archive.lineage())
        draw(lineage_tree(archive.lineage(), belief, report.best), markup=True)
        if belief.modelled:
            draw(ESTIMATED)
        for line in _about_best(archive, belief, report):
            draw(line)
        diversity = measure(archive.lineage())
    draw("")
    for title, line in say_diversity(diversity):
        draw(f"{title}: {line}.")
    if diversity.warning:
        draw(diversity.warning)
    draw(f"\nThe run is in {folder}. Next: hgm tree {folder}, hgm show {folder} {report.best}")


def _about_best(archive: "Archive", belief: "Belief", report: "Report") -> Iterator[str]:
    lineage, best = archive.lineage(), report.best
    yield (
        f"\nBest agent: {best}, {lineage.depth[best]} self-modifications from the root; "
        f"search tasks {standing(belief, lineage, best)}."
    )
    if report.comparison is None:
        if report.stop.kind is StopKind.BUDGET:
            yield "The budget did not suffice to compare it with the root on the sealed tasks."
        return
    if best == 0:
        yield f"Nothing beat the root. Sealed tasks: {share(report.root_sealed)}."
        return
    yield f"Sealed tasks: root {share(report.root_sealed)}, best {share(report.best_sealed)}."
    yield report.comparison.sentence


def as_data(folder: Path, report: "Report") -> dict[str, object]:
    """The same for programs."""
    paired = report.comparison.paired if report.comparison else None
    return {
        "event": "end",
        "run": str(folder),
        "stop": report.stop.kind,
        "reason": report.stop.sentence,
        "work_seconds": report.spent.work,
        "evaluations": report.spent.evaluations,
        "expansions": report.spent.expansions,
        "tokens": report.spent.tokens,
        "dollars": report.spent.cost / NANO,
        "best": report.best,
        "root_sealed": [report.root_sealed.resolved, report.root_sealed.total],
        "best_sealed": [report.best_sealed.resolved, report.best_sealed.total],
        "difference": paired.difference if paired else None,
        "interval": [paired.low, paired.high] if paired else None,
        "p_value": paired.p_value if paired else None,
    }
