"""Connections to a run's SQLite database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.schema import MIGRATIONS, SCHEMA_VERSION, TRIGGERS
from archive.values import ArchiveTooNew, ArchiveUnusable, NotAnArchive

if TYPE_CHECKING:
    from sqlalchemy import Engine

_BUSY_SECONDS = 30


def create_database(path: Path) -> None:
    """An empty database with every table and trigger."""
    from sqlmodel import SQLModel

    import archive.rows  # noqa: F401 - it is what makes the tables known

    engine = open_database(path, write=True, fresh=True)
    with translated(path), engine.begin() as connection:
        SQLModel.metadata.create_all(connection)
        for trigger in TRIGGERS:
            connection.exec_driver_sql(trigger)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    engine.dispose()


def open_database(path: Path, *, write: bool, fresh: bool = False) -> "Engine":
    """Connect; writers take the database's write lock at BEGIN, readers never block anybody.

    Raises NotAnArchive, ArchiveTooNew or ArchiveUnusable.
    """
    if not fresh and not path.is_file():
        raise NotAnArchive(f"{path.parent} is no run: there is no {path.name} in it.")
    with translated(path):
        engine = _connect(path, write=write)
    if not fresh:
        with translated(path), engine.connect() as connection:
            version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version > SCHEMA_VERSION:
            engine.dispose()
            raise ArchiveTooNew(
                f"{path.parent} was written by a newer hgm-engine (schema {version}, this one "
                f"knows {SCHEMA_VERSION}): upgrade to open it."
            )
        if version == 0:
            engine.dispose()
            raise NotAnArchive(f"{path.parent} is no run: {path.name} holds none.")
        if version < SCHEMA_VERSION:
            _migrate(path, version)
    return engine


def _migrate(path: Path, version: int) -> None:
    """Bring a database of an older schema up to this one, all of it or nothing."""
    engine = _connect(path, write=True)
    with translated(path), engine.begin() as connection:
        for older in range(version, SCHEMA_VERSION):
            for statement in MIGRATIONS[older]:
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
    engine.dispose()


def _connect(path: Path, *, write: bool) -> "Engine":
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import OperationalError

    def make(uri: str) -> "Engine":
        engine = create_engine(f"sqlite:///{uri}&uri=true", connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_writer if write else _prepare_reader)
        event.listen(engine, "begin", _begin_immediate if write else _begin)
        return engine

    if write:
        return make(f"file:{_quoted(path)}?mode=rwc")
    engine = make(f"file:{_quoted(path)}?mode=ro")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except OperationalError:
        # A read-only folder without a live writer: SQLite cannot make its shared-memory file there.
        engine.dispose()
        return make(f"file:{_quoted(path)}?mode=ro&immutable=1")
    return engine


def _quoted(path: Path) -> str:
    from urllib.parse import quote

    return quote(str(path.absolute()))


# SQLAlchemy's hooks hand over untyped connections.
def _prepare_writer(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_reader(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the database's and the disk's troubles into one sentence for the user."""
    from sqlalchemy.exc import DatabaseError

    try:
        yield
    except DatabaseError as error:
        raise ArchiveUnusable(f"{path} cannot be used: {error.orig}.") from error
    except OSError as error:
        where = error.filename or path
        raise ArchiveUnusable(f"{where} cannot be used: {error.strerror}.") from error
