"""What the archive knows of an agent, to travel with it."""

from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from pydantic import JsonValue

from archive.store import Archive
from archive.values import Agent, Tally
from engine.best import best_belief
from engine.effect import effect
from engine.hiding import Hiding
from engine.models.choose import keys
from engine.run_record import RunRecord, policy_of, read_record
from engine.sealed import Comparison, compare_verdicts, tally, verdicts
from engine.statistics import interval

FORMAT = 1
_NOTES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares of tasks with their 95 % interval."""

    resolved: int
    attempted: int
    low: float
    high: float

    @classmethod
    def of(cls, counted: Tally) -> "Score":
        """Of a tally."""
        low, high = interval(counted.resolved, counted.unresolved)
        return cls(resolved=counted.resolved, attempted=counted.total, low=low, high=high)

    def __str__(self) -> str:
        if not self.attempted:
            return "none attempted"
        percent = 100 * self.resolved / self.attempted
        return (
            f"{self.resolved} of {self.attempted}, {percent:.0f} % "
            f"(95 % interval {100 * self.low:.0f} to {100 * self.high:.0f} %)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestor:
    """One agent of a line from the root."""

    agent: Agent
    score: Score
    notes: str
    """What its maker said that it changed; an agent wrote it."""
    gained: tuple[str, ...] = ()
    """Tasks resolved by it and not by its parent, of those that both tried."""
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where an agent comes from and how it scored."""

    run: str
    """The beginning of its root's commit: no two runs have the same."""
    record: RunRecord
    line: tuple[Ancestor, ...]
    """The root first, the agent itself last."""
    believed: tuple[float, float, float] | None
    """The policy's estimate of its share of all search tasks, with its interval, where tallies
    alone would mislead."""
    sealed: Score
    root_sealed: Score
    comparison: Comparison | None
    """With the root, on the sealed tasks."""
    is_best: bool

    @property
    def agent(self) -> Agent:
        """Whose this is."""
        return self.line[-1].agent

    @property
    def uses_models(self) -> bool:
        """Whether it was evaluated with a model behind it."""
        return "solve" in self.record.configuration.models

    @property
    def benchmark(self) -> str:
        """Its name, without folders of this machine."""
        return _basename(self.record.configuration.benchmark)

    def as_json(self) -> dict[str, JsonValue]:
        """For programs."""
        configuration = self.record.configuration
        paired = self.comparison.paired if self.comparison else None
        models: dict[str, JsonValue] = {
            role: _basename(model) for role, model in configuration.models.items()
        }
        prices: dict[str, JsonValue] = {
            role: str(price) for role, price in self.record.prices.items()
        }
        comparison: JsonValue = None
        if self.comparison and paired:
            comparison = {
                "with": self.line[0].agent.commit,
                "tasks": paired.tasks,
                **asdict(paired),
                "sentence": self.comparison.sentence,
            }
        believed: JsonValue = None
        if self.believed:
            share, low, high = self.believed
            believed = {"share": share, "low": low, "high": high}
        return {
            "format": FORMAT,
            "engine": self.record.engine_version,
            "exported_by": version("hgm-engine"),
            "run": {
                "id": self.run,
                "seed_agent": _basename(configuration.seed_agent),
                "policy": configuration.policy,
                "seed": configuration.seed,
                "budget": list(configuration.budget),
                "models": models,
                "prices": prices,
            },
            "benchmark": {
                "name": self.benchmark,
                "fingerprint": self.record.benchmark_fingerprint,
                "tasks": [_basename(each) for each in configuration.tasks],
                "repeats": configuration.repeats,
            },
            "agent": self.agent.id,
            "commit": self.agent.commit,
            "tree": self.agent.tree,
            "is_best": self.is_best,
            "ancestry": [_ancestor_data(each) for each in self.line],
            "scores": {
                "search": _score_data(self.line[-1].score),
                "estimate": believed,
                "sealed": _score_data(self.sealed),
                "root_sealed": _score_data(self.root_sealed),
            },
            "comparison": comparison,
        }


def read_provenance(archive: Archive, agent: Agent) -> Provenance:
    """Everything that the archive knows of one agent, without folders and keys of this machine."""
    record, lineage = read_record(archive), archive.lineage()
    policy = policy_of(record.configuration)
    belief = policy.belief(lineage)
    line = [archive.agent(each) for each in reversed(lineage.ancestry(agent.id))]
    found = [_sealed_verdicts(archive, each) for each in (0, agent.id)]
    comparison = compare_verdicts(0, found[0], agent.id, found[1])
    believed = None
    if belief.modelled:
        columns = (belief.accuracy, belief.low, belief.high)
        share, low, high = (float(column[agent.id]) for column in columns)
        believed = share, low, high
    return Provenance(
        run=line[0].commit[:12],
        record=record,
        line=tuple(_ancestor(archive, each) for each in line),
        believed=believed,
        sealed=Score.of(tally(found[1])),
        root_sealed=Score.of(tally(found[0])),
        comparison=comparison if comparison.paired else None,
        is_best=agent.id == best_belief(lineage, policy),
    )


def _ancestor(archive: Archive, agent: Agent) -> Ancestor:
    lineage = archive.lineage()
    score = Score.of(lineage.tally(agent.id))
    if agent.expansion is None:
        return Ancestor(agent=agent, score=score, notes="")
    digest = archive.expansion(agent.expansion).notes
    notes = archive.blob(digest).decode(errors="replace") if digest else ""
    changed = effect(lineage, agent.id)
    return Ancestor(
        agent=agent,
        score=score,
        notes=Hiding(keys()).text(notes)[:_NOTES],
        gained=changed.gained,
        lost=changed.lost,
    )


def _sealed_verdicts(archive: Archive, agent: int) -> dict[str, bool]:
    """On the tasks that never guided the search."""
    tried = {each.task for each in archive.evaluations(agent, sealed=True)}
    return verdicts(archive, agent, tried - set(archive.tasks))


def _ancestor_data(each: Ancestor) -> JsonValue:
    agent = each.agent
    return {
        "agent": agent.id,
        "parent": agent.parent,
        "commit": agent.commit,
        "tree": agent.tree,
        "born_at": agent.born_at.isoformat(timespec="seconds"),
        "search": _score_data(each.score),
        "notes": each.notes,
        "gained": list(each.gained),
        "lost": list(each.lost),
    }


def _score_data(score: Score) -> JsonValue:
    return {
        "resolved": score.resolved,
        "attempted": score.attempted,
        "low": round(score.low, 6),
        "high": round(score.high, 6),
    }


def _basename(text: str) -> str:
    """A name as it is, of a file or folder of this machine the last part alone."""
    family, colon, rest = text.partition(":")
    if colon and "/" in rest:
        return f"{family}:{Path(rest).name}"
    return Path(text).name if text.startswith("/") else text
