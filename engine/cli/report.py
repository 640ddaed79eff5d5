"""`hgm report` and `hgm export-data`: a run to read, to hand on, and for other programs."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.places import run_folder, writable
from engine.cli.views import Run

if TYPE_CHECKING:
    from archive.store import Archive

_STDOUT = Path("-")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(report)
    app.command()(export_data)


def report(
    run: Run = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The file to write; RUN-report.html if not given."),
    ] = None,
) -> None:
    """Write what a run did, and how sure its result is, to one page that opens offline.

    Works on unfinished runs. Nothing is loaded from anywhere, and what agents wrote is only text.
    """
    from archive.store import Archive
    from engine.report.page import write_report

    folder = run_folder(run)
    file = out or Path(f"{folder.resolve().name}-report.html")
    writable(file)
    with Archive.open(folder) as archive:
        write_report(archive, file)
    typer.echo(f"The report is in {file}.")


def export_data(
    run: Run = None,
    kind: Annotated[
        str,
        typer.Option(
            "--format", help="Tables: csv, jsonl, parquet. The tree: graphml, newick, dot."
        ),
    ] = "csv",
    table: Annotated[
        str | None,
        typer.Option(help="agents, evaluations, expansions or models; all of them if not given."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", help="The file, or for all tables the folder, to write; - is stdout."
        ),
    ] = None,
) -> None:
    """Write a run's record for other programs: as tables, or its tree as a graph.

    docs/report.md says what every column means.
    """
    from archive.store import Archive

    is_tree = _check(kind, table)
    folder = run_folder(run)
    all_tables = not is_tree and table is None
    name = folder.resolve().name
    ending = "-data" if all_tables else f"-{table}.{kind}" if table else f".{kind}"
    place = out or Path(f"{name}{ending}")
    if place != _STDOUT:
        writable(place, folder=all_tables)
    with Archive.open(folder) as archive:
        if all_tables:
            _write_all(archive, kind, place)
        else:
            _write_one(archive, kind, table, place)
    if place != _STDOUT:
        typer.echo(f"The data are in {place}.")


def _check(kind: str, table: str | None) -> bool:
    """Whether it is the tree that is asked for. Raises InvalidConfiguration."""
    from importlib.util import find_spec

    from engine.configuration import InvalidConfiguration
    from engine.report.formats import GRAPH_FORMATS, TABLE_FORMATS
    from engine.report.tables import TABLES

    if kind not in (*TABLE_FORMATS, *GRAPH_FORMATS):
        known = ", ".join((*TABLE_FORMATS, *GRAPH_FORMATS))
        raise InvalidConfiguration(f"--format {kind}: choose from {known}.")
    if table is not None and kind in GRAPH_FORMATS:
        raise InvalidConfiguration(f"--table goes with {', '.join(TABLE_FORMATS)}.")
    if table is not None and table not in TABLES:
        raise InvalidConfiguration(f"--table {table}: choose from {', '.join(TABLES)}.")
    if kind == "parquet" and find_spec("pyarrow") is None:
        raise InvalidConfiguration(
            "Parquet needs pyarrow: pip install 'hgm-engine[parquet]', or choose csv or jsonl."
        )
    return kind in GRAPH_FORMATS


def _write_all(archive: "Archive", kind: str, folder: Path) -> None:
    from engine.configuration import InvalidConfiguration
    from engine.report.tables import TABLES

    if folder == _STDOUT:
        raise InvalidConfiguration("Several tables do not fit into one stream: add --table.")
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        _write_one(archive, kind, table, folder / f"{table}.{kind}")


def _write_one(archive: "Archive", kind: str, table: str | None, file: Path) -> None:
    """A table, or the tree."""
    from contextlib import nullcontext

    from engine.report.files import whole
    from engine.report.formats import GRAPH_FORMATS, TABLE_FORMATS, tree_of
    from engine.report.tables import TABLES, agents

    with nullcontext(sys.stdout.buffer) if file == _STDOUT else whole(file) as stream:
        if table is not None:
            TABLE_FORMATS[kind](TABLES[table](archive), stream)
        else:
            lineage = archive.lineage()
            GRAPH_FORMATS[kind](tree_of(lineage, agents(archive, lineage)), stream)
