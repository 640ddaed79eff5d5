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
from typing import TYPE_CHECKING, Any, Self

from archive.blobs import Blobs
from archive.fold import Fold
from archive.record import Record
from archive.values import (
    Agent,
    ArchiveBusy,
    ArchiveUnusable,
    Evaluation,
    Exchange,
    Expansion,
    ExpansionOutcome,
    NotAnArchive,
    Source,
    Verdict,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from archive.repository import Repository
    from archive.rows import EvaluationRow, ExchangeRow, ExpansionRow

DATABASE, REPOSITORY, BLOBS, LOCK = "archive.sqlite", "archive.git", "blobs", "writer.lock"
_CHECKPOINT_TICKS, _CHECKPOINT_PARTS = 1000, 64
"""A checkpoint is kept after so many beginnings and endings, or after this share of them all."""


class Archive(Record):
    """Everything a run knows, in one folder. One writer process, any number of readers.

    Once `begin_*` returns, the job is on record as running; once `finish_*` or `fail_*` returns,
    its end is, for good. A process killed in between leaves a running row, which `running` lists.
    Every method may raise ArchiveUnusable (full disk, read-only folder); nothing is lost by it.
    """

    def __init__(
        self, folder: Path, engine: "Engine", repository: "Repository", *, write: bool
    ) -> None:
        super().__init__(folder, folder / DATABASE, engine, repository, Blobs(folder / BLOBS))
        self._writes = write
        self._kept = 0
        """Beginnings and endings in the last checkpoint that this process wrote."""
        self._closing = ExitStack()
        self._closing.callback(engine.dispose)

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
            archive = cls(folder, engine, Repository(folder / REPOSITORY), write=write)
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

    def replace_configuration(self, configuration: str) -> None:
        """Keep another configuration from now on."""
        from archive.rows import RunRow

        with self._transaction() as session:
            row = session.get_one(RunRow, 0)
            row.configuration = configuration
            session.add(row)

    def forget_checkpoint(self) -> None:
        """Fold all rows anew from now on."""
        from archive.rows import CheckpointRow

        with self._transaction() as session:
            if row := session.get(CheckpointRow, 0):
                session.delete(row)
        self._fold, self._kept = None, 0

    # -- jobs: their beginning and their end

    def begin_expansion(self, parent: int, *, seed: int, at: datetime) -> Expansion:
        """Record that an expansion of `parent` runs."""
        from archive.rows import ExpansionRow

        fold = self._current_fold()
        row = ExpansionRow(
            id=fold.builder.jobs_begun,
            parent=parent,
            seed=seed,
            began=fold.ticks,
            started_at=at.timestamp(),
        )
        with self._transaction() as session:
            session.add(row)
        fold.begin(row.folded())
        return row.value()

    def begin_evaluation(
        self, agent: int, task: str, *, sealed: bool, seed: int, at: datetime
    ) -> Evaluation:
        """Record that an evaluation of `agent` on `task` runs."""
        from archive.rows import EvaluationRow

        fold = self._current_fold()
        row = EvaluationRow(
            id=fold.builder.jobs_begun,
            agent=agent,
            task=task,
            sealed=sealed,
            seed=seed,
            began=fold.ticks,
            started_at=at.timestamp(),
        )
        # Without the mapper, as this and its end are what is written most.
        with self._connection() as connection:
            _insert(connection, "evaluation", row.model_dump())
        fold.begin(row.folded())
        return row.value()

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

        expansion, agent = self.expansion(id), self._current_fold().builder.agents
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
        self._ended(row)
        return child.value()

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
        digests = self._keep(log=log, notes=notes, transcript=transcript)
        spoken = self._keep_exchanges(id, exchanges)
        with self._transaction() as session:
            session.add_all(spoken)
            row = session.get_one(ExpansionRow, id)
            self._end(row, seconds, reason, digests)
            row.outcome = outcome
            session.add(row)
        self._ended(row)
        return row.value()

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

        digests = self._keep(patch=patch, log=log, grade_log=grade_log, transcript=transcript)
        end: dict[str, object] = {
            "ended": self._current_fold().ticks,
            "seconds": seconds,
            "reason": reason,
            "verdict": verdict,
            "flags": "\n".join(flags),
            **digests,
        }
        spoken = self._keep_exchanges(id, exchanges)
        with self._connection() as connection:
            for each in spoken:
                _insert(connection, "exchange", each.model_dump())
            row = EvaluationRow(**_update(connection, "evaluation", id, end))
        self._ended(row)
        return row.value()

    # -- inside

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
        row.ended = self._current_fold().ticks
        row.seconds = seconds
        row.reason = reason
        for name, digest in digests.items():
            setattr(row, name, digest)

    def _current_fold(self) -> Fold:
        """Where this process is the writer, nobody else adds anything."""
        if self._writes and self._fold is not None:
            return self._fold
        fold = super()._current_fold()
        if self._writes:
            self._keep_checkpoint(fold)
        return fold

    def _ended(self, row: "EvaluationRow | ExpansionRow") -> None:
        """To be called once the end is on record."""
        fold = self._current_fold()
        fold.end(row.folded())
        self._keep_checkpoint(fold)

    def _keep_checkpoint(self, fold: Fold) -> None:
        """From time to time, so that reading costs the same however long the run is."""
        from archive.rows import CheckpointRow

        if fold.ticks - self._kept < max(_CHECKPOINT_TICKS, fold.ticks // _CHECKPOINT_PARTS):
            return
        with self._transaction() as session:
            session.merge(CheckpointRow(content=fold.to_bytes()))
        self._kept = fold.ticks


def _insert(connection: "Connection", table: str, values: dict[str, object]) -> None:
    marks = ", ".join(f":{name}" for name in values)
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",  # noqa: S608 - our own names
        values,
    )


def _update(
    connection: "Connection", table: str, id: int, values: dict[str, object]
) -> dict[str, Any]:
    """The whole row as it is then."""
    settings = ", ".join(f"{name} = :{name}" for name in values)
    found = connection.exec_driver_sql(
        f"UPDATE {table} SET {settings} WHERE id = :id RETURNING *",  # noqa: S608 - our own names
        {**values, "id": id},
    )
    return dict(found.mappings().one())


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
