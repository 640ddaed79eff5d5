"""A run as tables for other programs. docs/report.md says what every column means."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.lineage import Lineage
from archive.store import Archive
from archive.values import Evaluation, Expansion, JobUse
from engine.best import best_of
from engine.models.prices import NANO
from engine.run_record import policy_of, read_record

Value = str | int | float | bool | None
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Table:
    """Named columns of one kind each, and rows of them; an unknown value is None."""

    name: str
    columns: Mapping[str, type]
    rows: Iterator[Row]


_AGENTS: Mapping[str, type] = {
    "agent": int, "parent": int, "depth": int, "commit": str, "born_at": str, "expansion": int,
    "resolved": int, "unresolved": int, "clade_resolved": int, "clade_unresolved": int,
    "accuracy": float, "low": float, "high": float, "lower": float, "estimated": bool,
    "cmp": float, "children": int, "failed_expansions": int, "flagged": int, "best": bool,
}  # fmt: skip
_EVALUATIONS: Mapping[str, type] = {
    "job": int, "agent": int, "task": str, "sealed": bool, "seed": int, "verdict": str,
    "reason": str, "flags": str, "started_at": str, "seconds": float, "patch": str, "log": str,
    "grade_log": str, "transcript": str,
}  # fmt: skip
_EXPANSIONS: Mapping[str, type] = {
    "job": int, "parent": int, "seed": int, "outcome": str, "child": int, "reason": str,
    "started_at": str, "seconds": float, "log": str, "notes": str, "transcript": str,
}  # fmt: skip
_MODELS: Mapping[str, type] = {
    "job": int, "role": str, "model": str, "questions": int, "input_tokens": int,
    "cached_tokens": int, "output_tokens": int, "dollars": float,
}  # fmt: skip


def agents(archive: Archive, lineage: Lineage | None = None) -> Table:
    """A row for each agent of a lineage, by default of all there are, in order of birth."""
    return Table("agents", _AGENTS, _agent_rows(archive, lineage or archive.lineage()))


def _agent_rows(archive: Archive, lineage: Lineage) -> Iterator[Row]:
    policy = policy_of(read_record(archive).configuration)
    belief, productivity = policy.belief(lineage), policy.metaproductivity(lineage).tolist()
    best = best_of(belief)
    counts = ("resolved", "unresolved", "clade_resolved", "clade_unresolved")
    known = [getattr(lineage, name).tolist() for name in counts]
    known += [getattr(belief, name).tolist() for name in ("accuracy", "low", "high", "lower")]
    rest = [getattr(lineage, name).tolist() for name in ("children", "failed", "flagged")]
    for agent in archive.agents()[: len(lineage)]:
        id = agent.id
        yield (
            *(id, agent.parent, agent.depth, agent.commit, agent.born_at.isoformat()),
            *(agent.expansion, *(column[id] for column in known), belief.modelled),
            *(productivity[id], *(column[id] for column in rest), id == best),
        )


def evaluations(archive: Archive) -> Table:
    """A row for each evaluation, sealed ones included, in the order they began."""
    return Table("evaluations", _EVALUATIONS, map(_evaluation, archive.evaluations()))


def _evaluation(each: Evaluation) -> Row:
    return (
        *(each.id, each.agent, each.task, each.sealed, each.seed, each.verdict, each.reason),
        *("\n".join(each.flags), each.started_at.isoformat(), each.seconds),
        *(each.patch, each.log, each.grade_log, each.transcript),
    )


def expansions(archive: Archive) -> Table:
    """A row for each expansion, in the order they began."""
    return Table("expansions", _EXPANSIONS, map(_expansion, archive.expansions()))


def _expansion(each: Expansion) -> Row:
    return (
        *(each.id, each.parent, each.seed, each.outcome, each.child, each.reason),
        *(each.started_at.isoformat(), each.seconds, each.log, each.notes, each.transcript),
    )


def models(archive: Archive) -> Table:
    """A row for each job, role and model: what was asked, added up."""
    return Table("models", _MODELS, map(_use, archive.job_use()))


def _use(each: JobUse) -> Row:
    return (
        *(each.job, each.role, each.model, each.questions),
        *(each.input_tokens, each.cached_tokens, each.output_tokens, each.cost / NANO),
    )


TABLES: Mapping[str, Callable[[Archive], Table]] = {
    "agents": agents,
    "evaluations": evaluations,
    "expansions": expansions,
    "models": models,
}
