"""`hgm report`: a run as one page to read and to hand on."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.places import run_folder, writable
from engine.cli.views import Run


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(report)


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
