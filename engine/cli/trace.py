"""`hgm trace`: what a run's models were asked and said."""

from pathlib import Path
from typing import Annotated

import typer

from engine.cli.places import run_folder
from engine.cli.views import Run


def register(app: typer.Typer) -> None:
    """Add the commands."""
    trace = typer.Typer(no_args_is_help=True, help="What a run's models were asked and said.")
    trace.command()(export)
    app.add_typer(trace, name="trace")


def export(
    run: Run = None,
    out: Annotated[
        Path | None, typer.Option(help="The file to write; RUN-trace.jsonl.gz if not given.")
    ] = None,
) -> None:
    """Write a run's conversations to a file without keys and folders of this machine.

    hgm evolve --model replay:FILE does the same run again from it, at no cost.
    """
    from archive.store import Archive
    from engine.run_record import read_record
    from engine.trace import export_trace

    folder = run_folder(run)
    file = out or Path(f"{folder.resolve().name}-trace.jsonl.gz")
    with Archive.open(folder) as archive:
        count = export_trace(archive, read_record(archive).configuration, file)
    typer.echo(f"{count} exchanges are in {file}. Replay them with --model replay:{file}")
