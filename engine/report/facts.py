"""Everything that a report is made of, read once from a run's folder."""

import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive.lineage import Lineage
from archive.store import Archive, is_being_written
from archive.values import Evaluation, Expansion, JobUse, ModelUse, Tally
from engine.best import best_of
from engine.budget import Cap, Spending, parse_budget
from engine.cli.text import worth_showing
from engine.diversity import MOST_AGENTS, Diversity, measure
from engine.foresight import Correlation, Estimate, foresight
from engine.hiding import Hiding, folders, named_in
from engine.models.choose import keys
from engine.novelty import Novelty, novelties
from engine.policies.belief import Belief, Floats
from engine.report.course import Course, follow
from engine.run_record import RunRecord, policy_of, read_record, spending_so_far
from engine.sealed import Comparison, compare_verdicts, tally, verdicts

DRAWN = 600
"""Agents in the drawing of the lineage, at most."""
_PARTS = (0.25, 0.5, 0.75)
_MOST_TEXT = 20_000
_MOST_TEXTS = 3_000_000
"""Characters of one diff or note, and of all of them."""


Foresight = Mapping[Estimate, Correlation]


@dataclass(frozen=True, slots=True)
class Told:
    """What an agent changed in its parent, and what was said of it."""

    diff: str
    notes: str
    is_cut: bool
    """Whether there is more of either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The comparison on tasks that never guided the search, as far as it was made."""

    comparison: Comparison
    root: Tally
    best: Tally
    others: tuple[int, ...]
    """Other agents that were tried on such tasks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A run at one time."""

    name: str
    began: datetime
    is_running: bool
    open_jobs: int
    record: RunRecord
    caps: Sequence[Cap]
    spent: Spending
    lineage: Lineage
    belief: Belief
    metaproductivity: Floats
    best: int
    evaluations: Sequence[Evaluation]
    expansions: Sequence[Expansion]
    use: Sequence[ModelUse]
    job_use: Sequence[JobUse]
    course: Course
    diversity: Sequence[tuple[float, Diversity]]
    """What was spent, and how children did until then; the last is now."""
    foresight: Sequence[tuple[float, Foresight]]
    """After a quarter, a half and three quarters of what was spent, how well estimates told."""
    novelty: Mapping[int, Novelty]
    """Of every agent's change; empty in very large runs."""
    sealed: Sealed
    drawn: tuple[int, ...]
    """Agents in the drawing, in order of birth."""
    changes: Mapping[int, Told]
    """Of those that are drawn, as many as fit."""
    hiding: Hiding


def gather(archive: Archive) -> Facts:
    """Read a run, finished or not. Another process may be adding to it meanwhile: what is read
    later knows at least the jobs that what was read before does.
    """
    record = read_record(archive)
    policy = policy_of(record.configuration)
    caps = [parse_budget(text) for text in record.configuration.budget]
    job_use = archive.job_use()
    course = follow(archive, policy, caps[0].resource, job_use)
    lineage = course.views[-1][1]
    belief = policy.belief(lineage)
    best = best_of(belief)
    drawn = worth_showing(lineage, best, DRAWN)
    evaluations, expansions = archive.evaluations(), archive.expansions()
    return Facts(
        name=archive.folder.resolve().name,
        began=archive.agent(0).born_at,
        is_running=is_being_written(archive.folder),
        open_jobs=len(archive.running()),
        record=record,
        caps=caps,
        spent=spending_so_far(archive),
        lineage=lineage,
        belief=belief,
        metaproductivity=policy.metaproductivity(lineage),
        best=best,
        evaluations=evaluations,
        expansions=expansions,
        use=archive.model_use(),
        job_use=job_use,
        course=course,
        diversity=[(spent, measure(view)) for spent, view in course.views],
        foresight=_foresight(course),
        novelty=novelties(archive) if len(lineage) <= MOST_AGENTS else {},
        sealed=_sealed(archive, evaluations, best),
        drawn=tuple(sorted(drawn)),
        changes=dict(_changes(archive, lineage, expansions, _by_weight(lineage, best, drawn))),
        hiding=_hiding(archive, record),
    )


def _foresight(course: Course) -> list[tuple[float, Foresight]]:
    end, now = course.views[-1]
    if len(now) > MOST_AGENTS:
        return []
    times = [
        min(course.views[:-1], key=lambda view: abs(view[0] - part * end), default=None)
        for part in _PARTS
    ]
    early = dict(filter(None, times))
    return [(spent, foresight(view, now)) for spent, view in early.items() if len(view) > 1]


def _sealed(archive: Archive, evaluations: Sequence[Evaluation], best: int) -> Sealed:
    """From the record alone, as the benchmark may not be at hand."""
    outside = [each for each in evaluations if each.sealed]
    tasks = {each.task for each in outside} - set(archive.tasks)
    found = {agent: verdicts(archive, agent, tasks) for agent in (0, best)}
    others = {each.agent for each in outside if each.task in tasks} - {0, best}
    return Sealed(
        comparison=compare_verdicts(0, found[0], best, found[best]),
        root=tally(found[0]),
        best=tally(found[best]),
        others=tuple(sorted(others)),
    )


def _by_weight(lineage: Lineage, best: int, agents: set[int]) -> list[int]:
    """The best agent's ancestry, and then the most evaluated clades."""
    path = set(lineage.ancestry(best))
    clade = lineage.clade_resolved + lineage.clade_unresolved
    return sorted(agents, key=lambda agent: (agent not in path, -int(clade[agent]), agent))


def _changes(
    archive: Archive, lineage: Lineage, expansions: Sequence[Expansion], agents: Sequence[int]
) -> Iterator[tuple[int, Told]]:
    notes = {each.child: each.notes for each in expansions if each.child is not None}
    left = _MOST_TEXTS
    for agent in agents:
        parent = int(lineage.parent[agent])
        if parent < 0:
            continue
        said = archive.blob(digest).decode(errors="replace") if (digest := notes[agent]) else ""
        diff = archive.diff(parent, agent)
        is_cut = max(len(diff), len(said)) > _MOST_TEXT
        change = Told(diff[:_MOST_TEXT], said[:_MOST_TEXT], is_cut)
        left -= len(change.diff) + len(change.notes)
        if left < 0:
            return
        yield agent, change


def _hiding(archive: Archive, record: RunRecord) -> Hiding:
    """Of keys and folders, also as hypertext writes them."""
    names = {**folders(archive.folder), **named_in(record.configuration)}
    return Hiding(keys(), names | {html.escape(text): name for text, name in names.items()})
