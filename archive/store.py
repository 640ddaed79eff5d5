"""The archive: one door to a run's git repository, database and blobs."""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from archive.blobs import Blobs
from archive.lineage import Lineage, LineageBuilder
from archive.values import (
    Agent,
    ArchiveBusy,
    ArchiveUnusable,
    Evaluation,
    Exchange,
    Expansion,
    ExpansionOutcome,
    ModelUse,
    NotAnArchive,
    Row,
    Source,
    UnknownAgent,
    Verdict,
)

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from archive.repository import Repository
    from archive.rows import EvaluationRow, ExchangeRow, ExpansionRow, RunRow

_SOURCES_KEPT = 64
DATABASE, REPOSITORY, BLOBS, LOCK = "archive.sqlite", "archive.git", "blobs", "writer.lock"


class Archive:
    """Everything a run knows, in one folder. One writer process, any number of readers.

    Once `begin_*` returns, the job is on record as running; once `finish_*` or `fail_*` returns,
    its end is, for good. A process killed in between leaves a running row, which `running` lists.
    Every method may raise ArchiveUnusable (full disk, read-only folder); nothing is lost by it.
    """

    def __init__(self, folder: Path, engine: "Engine", repository: "Repository") -> None:
        self.folder = folder
        self._engine = engine
        self._repository = repository
        self._blobs = Blobs(folder / BLOBS)
        self._closing = ExitStack()
        self._closing.callback(engine.dispose)
        self._builder: LineageBuilder | None = None
        self._version: int | None = None
        self._ticks = 0
        self._sources: dict[str, Source] = {}

    # -- opening and closing

    @classmethod
    def create(
        cls,
        folder: Path,
        *,
        configuration: str,
        root: Source,
        tasks: Sequence[str],
        created_at: datetime,
        max_attempts: int = 3,
    ) -> Self:
        """Make a new run with `root` as agent 0 and open it for writing.

        The folder appears complete or not at all. Raises ArchiveUnusable where it exists and is not
        empty, InvalidSource where `root` cannot be kept.
        """
        from archive.database import create_database, translated
        from archive.rows import AgentRow, RunRow

        folder = folder.absolute()
        with translated(folder):
            if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
                raise ArchiveUnusable(f"{folder} exists already and is not an empty folder.")
            folder.parent.mkdir(parents=True, exist_ok=True)
            made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.making-"))
        try:
            with translated(made):
                made.chmod(0o755)
                create_database(made / DATABASE)
                with cls._opened(made, write=True) as archive:
                    commit, tree = archive._repository_created().commit(
                        0, root, parent=None, message="agent 0: the root\n", at=created_at
                    )
                    moment = created_at.timestamp()
                    row = AgentRow(id=0, commit_id=commit, tree_id=tree, depth=0, born_at=moment)
                    run = RunRow(
                        configuration=configuration,
                        tasks=json.dumps(list(tasks)),
                        max_attempts=max_attempts,
                        created_at=moment,
                    )
                    with archive._transaction() as session:
                        session.add_all([run, row])
                made.rename(folder)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        return cls.open(folder, write=True)

    @classmethod
    def open(cls, folder: Path, *, write: bool = False) -> Self:
        """Open a run, as its one writer or as one of its readers.

        Raises NotAnArchive, ArchiveTooNew, ArchiveBusy (it has a writer), ArchiveUnusable.
        """
        folder = folder.absolute()
        if not (folder / DATABASE).is_file() or not (folder / REPOSITORY).is_dir():
            raise NotAnArchive(f"{folder} is no run: hgm evolve {folder} would make one.")
        return cls._opened(folder, write=write)

    @classmethod
    def _opened(cls, folder: Path, *, write: bool) -> Self:
        from archive.database import open_database
        from archive.repository import Repository

        with ExitStack() as undo:
            if write:
                undo.enter_context(_writer_lock(folder / LOCK))
            engine = open_database(folder / DATABASE, write=write)
            archive = cls(folder, engine, Repository(folder / REPOSITORY))
            archive._closing.push(undo.pop_all())
        return archive

    def _repository_created(self) -> "Repository":
        from archive.repository import Repository

        return Repository.create(self.folder / REPOSITORY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up the database and, for the writer, the lock."""
        self._closing.close()

    # -- the run as a whole

    @property
    def configuration(self) -> str:
        """What the engine gave to `create`; opaque here."""
        return self._run_row().configuration

    def replace_configuration(self, configuration: str) -> None:
        """Keep another configuration from now on."""
        from archive.rows import RunRow

        with self._transaction() as session:
            row = session.get_one(RunRow, 0)
            row.configuration = configuration
            session.add(row)

    @property
    def max_attempts(self) -> int:
        """Errors after which an agent's task is given up."""
        return self._run_row().max_attempts

    @property
    def jobs_begun(self) -> int:
        """How many jobs there are; the next one's number."""
        return self.lineage().jobs_begun

    def lineage(self) -> Lineage:
        """What is known of every agent, now."""
        return self._current_builder().view()

    # -- jobs: their beginning and their end

    def begin_expansion(self, parent: int, *, seed: int, at: datetime) -> Expansion:
        """Record that an expansion of `parent` runs."""
        from archive.rows import ExpansionRow

        builder = self._current_builder()
        id = builder.view().jobs_begun
        with self._transaction() as session:
            row = ExpansionRow(
                id=id, parent=parent, seed=seed, began=self._tick(), started_at=at.timestamp()
            )
            session.add(row)
            session.flush()
            value = row.value()
        builder.begin_expansion(id, parent)
        return value

    def begin_evaluation(
        self, agent: int, task: str, *, sealed: bool, seed: int, at: datetime
    ) -> Evaluation:
        """Record that an evaluation of `agent` on `task` runs."""
        from archive.rows import EvaluationRow

        builder = self._current_builder()
        id = builder.view().jobs_begun
        with self._transaction() as session:
            row = EvaluationRow(
                id=id,
                agent=agent,
                task=task,
                sealed=sealed,
                seed=seed,
                began=self._tick(),
                started_at=at.timestamp(),
            )
            session.add(row)
            session.flush()
            value = row.value()
        _begin_evaluation(builder, value)
        return value

    def finish_expansion(
        self,
        id: int,
        *,
        source: Source,
        seconds: float,
        log: bytes | None = None,
        notes: bytes | None = None,
        transcript: bytes | None = None,
        exchanges: Sequence[Exchange] = (),
    ) -> Agent:
        """Record the child of an expansion: its commit and branch first, the row second.

        Raises InvalidSource.
        """
        from archive.rows import AgentRow, ExpansionRow

        builder = self._current_builder()
        expansion, agent = self.expansion(id), len(builder.view())
        parent = self.agent(expansion.parent)
        message = f"agent {agent}: child of {parent.id}\n\nJob {id}.\n"
        commit, tree = self._repository.commit(
            agent, source, parent=parent.commit, message=message, at=expansion.started_at
        )
        digests = self._keep(log=log, notes=notes, transcript=transcript)
        spoken = self._keep_exchanges(id, exchanges)
        with self._transaction() as session:
            session.add_all(spoken)
            row = session.get_one(ExpansionRow, id)
            self._end(row, seconds, "", digests)
            row.outcome, row.child = ExpansionOutcome.CHILD, agent
            session.add(row)
            child = AgentRow(
                id=agent,
                commit_id=commit,
                tree_id=tree,
                parent=parent.id,
                depth=parent.depth + 1,
                expansion=id,
                born_at=expansion.started_at.timestamp() + seconds,
            )
            session.add(child)
            session.flush()
            value = child.value()
        builder.finish_expansion(id, ExpansionOutcome.CHILD, child=agent)
        return value

    def fail_expansion(
        self,
        id: int,
        outcome: ExpansionOutcome,
        reason: str,
        *,
        seconds: float,
        log: bytes | None = None,
        notes: bytes | None = None,
        transcript: bytes | None = None,
        exchanges: Sequence[Exchange] = (),
    ) -> Expansion:
        """Record that an expansion made no child, and whose fault it was."""
        from archive.rows import ExpansionRow

        if outcome is ExpansionOutcome.CHILD:
            raise ValueError("an expansion that made a child did not fail")
        builder = self._current_builder()
        digests = self._keep(log=log, notes=notes, transcript=transcript)
        spoken = self._keep_exchanges(id, exchanges)
        with self._transaction() as session:
            session.add_all(spoken)
            row = session.get_one(ExpansionRow, id)
            self._end(row, seconds, reason, digests)
            row.outcome = outcome
            session.add(row)
            session.flush()
            value = row.value()
        builder.finish_expansion(id, outcome)
        return value

    def finish_evaluation(
        self,
        id: int,
        verdict: Verdict,
        *,
        seconds: float,
        reason: str = "",
        patch: bytes | None = None,
        log: bytes | None = None,
        grade_log: bytes | None = None,
        transcript: bytes | None = None,
        flags: Iterable[str] = (),
        exchanges: Sequence[Exchange] = (),
    ) -> Evaluation:
        """Record the verdict of an evaluation; each flag is one line."""
        from archive.rows import EvaluationRow

        builder = self._current_builder()
        digests = self._keep(patch=patch, log=log, grade_log=grade_log, transcript=transcript)
        spoken = self._keep_exchanges(id, exchanges)
        with self._transaction() as session:
            session.add_all(spoken)
            row = session.get_one(EvaluationRow, id)
            self._end(row, seconds, reason, digests)
            row.verdict = verdict
            row.flags = "\n".join(flags)
            session.add(row)
            session.flush()
            value = row.value()
        if not value.sealed:
            builder.finish_evaluation(id, verdict, flagged=bool(value.flags))
        return value

    def running(self) -> list[Row]:
        """Jobs without an end, oldest first; seen at opening, the ones a killed writer left."""
        return [job for job in self.jobs() if not _has_ended(job)]

    # -- reading

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
        from sqlmodel import select

        from archive.rows import EvaluationRow

        query = select(EvaluationRow).order_by("id")
        if agent is not None:
            query = query.where(EvaluationRow.agent == agent)
        if sealed is not None:
            query = query.where(EvaluationRow.sealed == sealed)
        with self._transaction() as session:
            return [row.value() for row in session.exec(query)]

    def expansions(self, parent: int | None = None) -> list[Expansion]:
        """Expansions in the order they began, of one parent or all."""
        from sqlmodel import select

        from archive.rows import ExpansionRow

        query = select(ExpansionRow).order_by("id")
        if parent is not None:
            query = query.where(ExpansionRow.parent == parent)
        with self._transaction() as session:
            return [row.value() for row in session.exec(query)]

    def jobs(self) -> list[Row]:
        """Every evaluation and expansion, in the order they began."""
        jobs: list[Row] = [*self.evaluations(), *self.expansions()]
        return sorted(jobs, key=lambda job: job.id)

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

    def model_use(self) -> list[ModelUse]:
        """What models were used for, by agent, role and model; sealed evaluations included."""
        with self._engine.connect() as connection:
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

    def diff(self, older: int, newer: int) -> str:
        """Unified diff from one agent's source to another's."""
        return self._repository.diff(self.agent(older).tree, self.agent(newer).tree)

    def blob(self, digest: str) -> bytes:
        """The content that a row refers to."""
        return self._blobs.get(digest)

    def check_database(self) -> list[str]:
        """What SQLite's own integrity and foreign key checks complain of."""
        with self._engine.connect() as connection:
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
            translated(self.folder / DATABASE),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def _run_row(self) -> "RunRow":
        from archive.rows import RunRow

        with self._transaction() as session:
            return session.get_one(RunRow, 0)

    def _keep(self, **contents: bytes | None) -> dict[str, str | None]:
        from archive.database import translated

        with translated(self.folder / BLOBS):
            return {
                name: self._blobs.put(content) if content else None
                for name, content in contents.items()
            }

    def _keep_exchanges(self, job: int, exchanges: Sequence[Exchange]) -> list["ExchangeRow"]:
        """Put what was said into blobs; the rows that name them."""
        from archive.rows import ExchangeRow

        return [
            ExchangeRow(
                job=job,
                number=number,
                content=str(self._keep(content=each.content)["content"]),
                role=each.role,
                model=each.model,
                input_tokens=each.input_tokens,
                cached_tokens=each.cached_tokens,
                output_tokens=each.output_tokens,
                cost=each.cost,
            )
            for number, each in enumerate(exchanges)
        ]

    def _end(
        self,
        row: "EvaluationRow | ExpansionRow",
        seconds: float,
        reason: str,
        digests: dict[str, str | None],
    ) -> None:
        row.ended = self._tick()
        row.seconds = seconds
        row.reason = reason
        for name, digest in digests.items():
            setattr(row, name, digest)

    def _tick(self) -> int:
        """The next place in the run's order of beginnings and endings."""
        self._ticks += 1
        return self._ticks - 1

    def _current_builder(self) -> LineageBuilder:
        """The lineage so far: kept up to date by the writer, rebuilt by a reader when it is old."""
        with self._engine.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
        if self._builder is None or version != self._version:
            self._builder = self._rebuilt()
            self._version = version
        return self._builder

    def _rebuilt(self) -> LineageBuilder:
        from sqlmodel import select

        from archive.rows import EvaluationRow, ExpansionRow

        run = self._run_row()
        builder = LineageBuilder(json.loads(run.tasks), max_attempts=run.max_attempts)
        builder.add_root()
        with self._transaction() as session:
            rows = [*session.exec(select(EvaluationRow)), *session.exec(select(ExpansionRow))]
        replay(builder, rows)
        places = (place for row in rows for place in (row.began, row.ended) if place is not None)
        self._ticks = 1 + max(places, default=-1)
        return builder


def replay(builder: LineageBuilder, rows: Iterable["EvaluationRow | ExpansionRow"]) -> None:
    """Fold rows into a lineage in the order in which jobs began and ended."""
    events = []
    for row in rows:
        events.append((row.began, False, row.value()))
        if row.ended is not None:
            events.append((row.ended, True, row.value()))
    for _, ended, job in sorted(events, key=lambda event: event[0]):
        match job:
            case Evaluation(verdict=verdict) if ended:
                if verdict and not job.sealed:
                    builder.finish_evaluation(job.id, verdict, flagged=bool(job.flags))
            case Evaluation():
                _begin_evaluation(builder, job)
            case Expansion(outcome=outcome) if ended:
                if outcome:
                    builder.finish_expansion(job.id, outcome, child=job.child)
            case Expansion():
                builder.begin_expansion(job.id, job.parent)


def _has_ended(job: Row) -> bool:
    match job:
        case Evaluation():
            return job.verdict is not None
        case Expansion():
            return job.outcome is not None


def _begin_evaluation(builder: LineageBuilder, evaluation: Evaluation) -> None:
    if evaluation.sealed:
        builder.begin_job()
    else:
        builder.begin_evaluation(evaluation.id, evaluation.agent, evaluation.task)


def is_being_written(folder: Path) -> bool:
    """Whether some process has the run open for writing."""
    try:
        with (folder / LOCK).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def _writer_lock(path: Path) -> Iterator[None]:
    """Held by the one process that writes; the kernel frees it when that process dies."""
    from archive.database import translated

    with translated(path), path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            owner = file.read(20).strip() or "unknown"
            raise ArchiveBusy(
                f"{path.parent} is being written by process {owner}: wait for it or stop it."
            ) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
