"""What a run's folder says: the half of the archive that only reads."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.blobs import Blobs
from archive.effort import Effort
from archive.fold import Fold, Job, read_jobs
from archive.lineage import Lineage
from archive.values import (
    Agent,
    Change,
    Evaluation,
    Exchanged,
    Expansion,
    ExpansionOutcome,
    JobUse,
    ModelUse,
    Row,
    Source,
    UnknownAgent,
    Verdict,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlmodel import Session

    from archive.repository import Repository

_SOURCES_KEPT = 64
_CHANGES_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Moment:
    """How a run stood at one time."""

    lineage: Lineage
    effort: Effort
    running: tuple[int, ...]
    """Jobs."""


class Record:
    """Everything a run knows. What it comes to is folded once and then kept up to date, however
    long the run is. Every method may raise ArchiveUnusable.
    """

    def __init__(
        self, folder: Path, database: Path, engine: "Engine", repository: "Repository", blobs: Blobs
    ) -> None:
        self.folder = folder
        self._database = database
        self._engine = engine
        self._repository = repository
        self._blobs = blobs
        self._fold: Fold | None = None
        self._version: int | None = None
        self._sources: dict[str, Source] = {}

    # -- the run as a whole

    @property
    def configuration(self) -> str:
        """What the engine gave to `create`; opaque here."""
        return str(self._of_run("configuration"))

    @cached_property
    def tasks(self) -> tuple[str, ...]:
        """Ids of the search tasks."""
        return tuple(json.loads(self._of_run("tasks")))

    @cached_property
    def max_attempts(self) -> int:
        """Errors after which an agent's task is given up."""
        return int(self._of_run("max_attempts"))

    @property
    def jobs_begun(self) -> int:
        """How many jobs there are; the next one's number."""
        return self._current_fold().builder.jobs_begun

    def lineage(self) -> Lineage:
        """What is known of every agent, now."""
        return self._current_fold().builder.view()

    def lineage_of_rows(self) -> Lineage:
        """The same, from the rows of all jobs rather than from what is known already."""
        fold = Fold(self.tasks, max_attempts=self.max_attempts)
        with self._connection() as connection:
            fold.catch_up(connection)
        return fold.builder.view()

    def moments(self, most: int) -> Iterator[Moment]:
        """How the run stood at up to so many times, evenly spaced over the beginnings and ends of
        its jobs; now is the last.
        """
        fold = Fold(self.tasks, max_attempts=self.max_attempts)
        events = fold.order(self.folded_jobs(first=0))
        stops = {len(events) * number // most for number in range(1, most)}
        for place, event in enumerate(events):
            if place in stops:
                yield Moment(fold.builder.view(), fold.effort, tuple(fold.open))
            fold.apply(event)
        yield Moment(fold.builder.view(), fold.effort, tuple(fold.open))

    def effort(self) -> Effort:
        """What jobs took, sealed evaluations left out."""
        return self._current_fold().effort

    def running(self) -> list[Row]:
        """Jobs without an end, oldest first; seen at opening, the ones a killed writer left."""
        ids = list(self._current_fold().open)
        if not ids:
            return []
        from sqlmodel import col, select

        from archive.rows import EvaluationRow, ExpansionRow

        with self._transaction() as session:
            evaluations = select(EvaluationRow).where(col(EvaluationRow.id).in_(ids))
            expansions = select(ExpansionRow).where(col(ExpansionRow.id).in_(ids))
            found = [*session.exec(evaluations), *session.exec(expansions)]
        return sorted((row.value() for row in found if row.ended is None), key=lambda job: job.id)

    # -- agents, jobs and what they left

    def agents(self) -> list[Agent]:
        """Every agent, in order of birth."""
        from sqlmodel import select

        from archive.rows import AgentRow

        with self._transaction() as session:
            return [row.value() for row in session.exec(select(AgentRow).order_by("id"))]

    def agent(self, id: int) -> Agent:
        """One agent by number. Raises UnknownAgent."""
        from archive.rows import AgentRow

        with self._transaction() as session:
            row = session.get(AgentRow, id)
            if row is None:
                raise UnknownAgent(f"There is no agent {id} in {self.folder}.")
            return row.value()

    def agent_like(self, text: str) -> Agent:
        """The agent with that number or beginning of a commit id. Raises UnknownAgent."""
        if text.isdecimal() and len(text) < 7:
            return self.agent(int(text))
        found = [
            agent for agent in self.agents() if len(text) >= 4 and agent.commit.startswith(text)
        ]
        if len(found) != 1:
            what = "more than one agent" if found else "no agent"
            raise UnknownAgent(f"There is {what} {text!r} in {self.folder}: give its number.")
        return found[0]

    def evaluations(
        self, agent: int | None = None, *, sealed: bool | None = None
    ) -> list[Evaluation]:
        """Evaluations in the order they began, of one agent or all, sealed or not or both."""
        from archive.rows import EVALUATION, evaluation_of

        wanted = {"agent": agent, "sealed": sealed}
        given = {name: value for name, value in wanted.items() if value is not None}
        conditions = " AND ".join(f"{name} = :{name}" for name in given) or "true"
        # Names of our own only.
        query = f"SELECT {', '.join(EVALUATION)} FROM evaluation WHERE {conditions} ORDER BY id"  # noqa: S608
        with self._connection() as connection:
            return [evaluation_of(*row) for row in connection.exec_driver_sql(query, given)]

    def expansions(self, parent: int | None = None) -> list[Expansion]:
        """Expansions in the order they began, of one parent or all."""
        from sqlmodel import select

        from archive.rows import ExpansionRow

        query = select(ExpansionRow).order_by("id")
        if parent is not None:
            query = query.where(ExpansionRow.parent == parent)
        with self._transaction() as session:
            return [row.value() for row in session.exec(query)]

    def newest_expansions(
        self, parent: int, outcomes: Sequence[ExpansionOutcome], *, most: int
    ) -> list[Expansion]:
        """The last expansions of one parent that came out so, the newest first."""
        from sqlmodel import col, select

        from archive.rows import ExpansionRow

        wanted = ExpansionRow.parent == parent, col(ExpansionRow.outcome).in_(outcomes)
        query = select(ExpansionRow).where(*wanted).order_by(col(ExpansionRow.id).desc())
        with self._transaction() as session:
            return [row.value() for row in session.exec(query.limit(most))]

    def jobs(self, *, newest: int | None = None, only_failed: bool = False) -> list[Row]:
        """Evaluations and expansions in the order they began; all, or only so many of the newest,
        or of those that met an error or failed.
        """
        from sqlmodel import col, select

        from archive.rows import EvaluationRow, ExpansionRow

        last_evaluations = select(EvaluationRow).order_by(col(EvaluationRow.id).desc())
        last_expansions = select(ExpansionRow).order_by(col(ExpansionRow.id).desc())
        if only_failed:
            bad = (ExpansionOutcome.ERROR, ExpansionOutcome.FAILED)
            last_evaluations = last_evaluations.where(EvaluationRow.verdict == Verdict.ERROR)
            last_expansions = last_expansions.where(col(ExpansionRow.outcome).in_(bad))
        with self._transaction() as session:
            rows = [
                *session.exec(last_evaluations.limit(newest)),
                *session.exec(last_expansions.limit(newest)),
            ]
        jobs: list[Row] = sorted((row.value() for row in rows), key=lambda job: job.id)
        return jobs if newest is None else jobs[max(0, len(jobs) - newest) :]

    def folded_jobs(self, *, first: int, also: Iterable[int] = ()) -> list[Job]:
        """Jobs from number `first` on and the given older ones, in no order: what a fold needs."""
        with self._connection() as connection:
            return list(read_jobs(connection, first=first, also=also))

    def job(self, id: int) -> Row | None:
        """One job by number; None where there is none."""
        from archive.rows import EvaluationRow, ExpansionRow

        with self._transaction() as session:
            row = session.get(EvaluationRow, id) or session.get(ExpansionRow, id)
            return None if row is None else row.value()

    def expansion(self, id: int) -> Expansion:
        """One expansion by its job's number; KeyError where the job is none."""
        from archive.rows import ExpansionRow

        with self._transaction() as session:
            row = session.get(ExpansionRow, id)
            if row is None:
                raise KeyError(id)
            return row.value()

    def exchange_digests(self) -> list[str]:
        """The blobs of every exchange with a model, in the order of jobs and of their questions."""
        from sqlmodel import col, select

        from archive.rows import ExchangeRow

        order = (col(ExchangeRow.job), col(ExchangeRow.number))
        with self._transaction() as session:
            return list(session.exec(select(ExchangeRow.content).order_by(*order)))

    def job_use(self, *, first: int = 0, also: Iterable[int] = ()) -> list[JobUse]:
        """What models were used for, by job, role and model, in jobs from `first` on and the given
        older ones; sealed evaluations included.
        """
        # Numbers of our own only.
        which = f"job >= {first} OR job IN ({', '.join(map(str, also))})"
        with self._connection() as connection:
            rows = connection.exec_driver_sql(
                "SELECT job, role, model, count(*), sum(input_tokens), sum(cached_tokens), "  # noqa: S608
                f"sum(output_tokens), sum(cost) FROM exchange WHERE {which} "
                "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
            )
            return [JobUse(*row) for row in rows]

    def exchanges(self, agent: int, *, most: int) -> list[Exchanged]:
        """The newest exchanges of the jobs in which an agent was made or evaluated, oldest first;
        what was said is in their blobs.
        """
        with self._connection() as connection:
            rows = connection.exec_driver_sql(
                "SELECT job, number, content, role, model, input_tokens, cached_tokens, "
                "output_tokens, cost FROM exchange WHERE job IN (SELECT id FROM evaluation "
                "WHERE agent = :agent UNION SELECT expansion FROM agent WHERE id = :agent) "
                "ORDER BY job DESC, number DESC LIMIT :most",
                {"agent": agent, "most": most},
            )
            return [Exchanged(*row) for row in rows][::-1]

    def model_use(self) -> list[ModelUse]:
        """What models were used for, by agent, role and model; sealed evaluations included."""
        with self._connection() as connection:
            rows = connection.exec_driver_sql(
                "SELECT coalesce(evaluation.agent, expansion.parent), exchange.role, "
                "exchange.model, count(*), sum(input_tokens), sum(cached_tokens), "
                "sum(output_tokens), sum(cost) FROM exchange "
                "LEFT JOIN evaluation ON evaluation.id = exchange.job "
                "LEFT JOIN expansion ON expansion.id = exchange.job "
                "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
            )
            return [ModelUse(*row) for row in rows]

    def source(self, agent: int) -> Source:
        """The agent's files."""
        tree = self.agent(agent).tree
        if tree not in self._sources:
            while len(self._sources) >= _SOURCES_KEPT:
                del self._sources[next(iter(self._sources))]
            self._sources[tree] = self._repository.source(tree)
        return self._sources[tree]

    def changes(self, agents: Iterable[int]) -> Iterator[Change]:
        """What each of the agents changed in its parent; nothing for the root. Far less than a
        `source` each, and a few agents' files in memory at a time.
        """
        everybody = {each.id: each for each in self.agents()}
        wanted = [everybody[id] for id in agents if everybody[id].parent is not None]
        trees = {each.id: (everybody[each.parent or 0].tree, each.tree) for each in wanted}
        listings = self._repository.listings({tree for pair in trees.values() for tree in pair})
        differing = {
            id: _differing(listings[older], listings[newer]) for id, (older, newer) in trees.items()
        }
        for start in range(0, len(wanted), _CHANGES_AT_ONCE):
            few = [each.id for each in wanted[start : start + _CHANGES_AT_ONCE]]
            ids = {id for agent in few for side in differing[agent] for id in side.values()}
            contents = self._repository.contents(ids)
            for agent in few:
                before, after = (
                    {path: contents[id] for path, id in side.items()} for side in differing[agent]
                )
                yield Change(agent=agent, before=before, after=after)

    def diff(self, older: int, newer: int) -> str:
        """Unified diff from one agent's source to another's."""
        return self._repository.diff(self.agent(older).tree, self.agent(newer).tree)

    def agents_changing(self, text: str) -> list[int]:
        """Agents, the root left out, whose difference from their parent has the text in an added or
        a removed line, in upper or lower case.
        """
        with self._connection() as connection:
            rows = connection.exec_driver_sql("SELECT commit_id, id FROM agent WHERE id > 0")
            ids = {str(commit): int(id) for commit, id in rows}
        found = self._repository.commits_changing(text)
        return sorted(ids[commit] for commit in found if commit in ids)

    def blob(self, digest: str) -> bytes:
        """The content that a row refers to."""
        return self._blobs.get(digest)

    def check_database(self) -> list[str]:
        """What SQLite's own integrity and foreign key checks complain of."""
        with self._connection() as connection:
            integrity = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
            keys = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        complaints = [line for line in integrity if line != "ok"]
        return complaints + [f"{row[0]} row {row[1]} refers to no {row[2]}" for row in keys]

    # -- inside

    @contextmanager
    def _transaction(self) -> Iterator["Session"]:
        from sqlmodel import Session

        from archive.database import translated

        with (
            translated(self._database),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _connection(self) -> Iterator["Connection"]:
        """One transaction without the mapper, for many rows."""
        from archive.database import translated

        with translated(self._database), self._engine.begin() as connection:
            yield connection

    def _of_run(self, column: str) -> Any:
        """Without the mapper, which takes longer to import than most questions to answer."""
        with self._connection() as connection:
            return connection.exec_driver_sql(f"SELECT {column} FROM run").scalar_one()  # noqa: S608

    def _current_fold(self) -> Fold:
        """The jobs so far, folded: only those that are new since the last time."""
        tasks, most = self.tasks, self.max_attempts
        with self._connection() as connection:
            version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            if self._fold is None:
                self._fold = _checkpoint(connection, tasks, most) or Fold(tasks, max_attempts=most)
            elif version == self._version:
                return self._fold
            self._fold.catch_up(connection)
        self._version = version
        return self._fold


def _differing(
    older: Mapping[str, str], newer: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What each of two listings has that the other has not, or has otherwise."""
    before, after = older.items() - newer.items(), newer.items() - older.items()
    return dict(sorted(before)), dict(sorted(after))


def _checkpoint(connection: "Connection", tasks: tuple[str, ...], max_attempts: int) -> Fold | None:
    """The fold as far as the writer kept it."""
    content = connection.exec_driver_sql("SELECT content FROM checkpoint").scalar_one_or_none()
    if content is None:
        return None
    return Fold.from_bytes(content, tasks, max_attempts=max_attempts)
