"""`hgm browse`: looking at a run in the terminal, or in a browser on this machine."""

from typing import Annotated

import typer

from engine.cli.places import run_folder
from engine.cli.views import Run


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(browse)


def browse(
    run: Run = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="In a browser, on this machine only.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Where --serve listens on 127.0.0.1.")
    ] = 8000,
) -> None:
    """Browse the agents of a run, also while it goes on: keys and mouse, `?` for help."""
    import gc
    import sys

    # Until the first screen nothing is let go of, and the app turns this on again.
    gc.disable()
    from archive.store import Archive
    from engine.configuration import InvalidConfiguration

    folder = run_folder(run)
    archive = Archive.open(folder)
    if serve:
        from engine.tui.serving import serve_browser

        archive.close()
        serve_browser(folder, port=port)
        return
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        archive.close()
        raise InvalidConfiguration(
            "hgm browse needs a terminal: for pipes there are hgm tree, show, diff and log, "
            "each but diff with --json."
        )
    from engine.tui.app import Browse

    Browse(folder, archive).run()
