"""The command `hgm`. Nothing heavy is imported here: `hgm --help` has to answer at once."""

import os
import resource
import signal
import sys
from enum import IntEnum

import typer

from engine.cli import (
    benchmarks,
    browse,
    care,
    evaluate,
    evolve,
    export,
    lab,
    report,
    tasks,
    trace,
    views,
)
from engine.plain import plain

app = typer.Typer(
    name="hgm",
    help="Evolve coding agents that rewrite their own source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for commands in (
    evolve,
    views,
    browse,
    report,
    evaluate,
    export,
    benchmarks,
    tasks,
    trace,
    lab,
    care,
):
    commands.register(app)


class Exit(IntEnum):
    """What the shell is told."""

    OK = 0
    FAILED = 1
    USAGE = 2
    INTERRUPTED = 130


def main() -> None:
    """Run the command; a user's mistake is one sentence and status 2, without a traceback."""
    # Many workers watch many sandboxes; what runs in them has limits of its own.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        app()
    except user_errors() as error:
        print(f"hgm: {plain(str(error))}", file=sys.stderr)  # noqa: T201 - the command talks to people
        sys.exit(Exit.USAGE)
    except BrokenPipeError:
        # The reader has seen enough; keep Python from complaining when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        if error.filename is None:
            raise
        print(f"hgm: {error.filename}: {error.strerror}.", file=sys.stderr)  # noqa: T201
        sys.exit(Exit.FAILED)
    except KeyboardInterrupt:
        print("hgm: stopped.", file=sys.stderr)  # noqa: T201
        sys.exit(Exit.INTERRUPTED)


def _interrupt(*_: object) -> None:
    """Whoever ends us leaves nothing behind."""
    raise KeyboardInterrupt


def user_errors() -> tuple[type[Exception], ...]:
    """What a user can cause and mend; imported only once something went wrong."""
    from archive.values import ArchiveError
    from engine.agents import InvalidAgent
    from engine.configuration import InvalidConfiguration
    from engine.models.choose import InvalidModel
    from engine.models.prices import InvalidPrice
    from engine.models.scripted import InvalidScript
    from engine.predictions import InvalidPredictions
    from engine.trace import InvalidTrace
    from evals.benchmark import InvalidBenchmark
    from sandbox.interface import SandboxUnavailable

    return (
        ArchiveError,
        InvalidAgent,
        InvalidBenchmark,
        InvalidConfiguration,
        InvalidModel,
        InvalidPredictions,
        InvalidPrice,
        InvalidScript,
        InvalidTrace,
        SandboxUnavailable,
    )


if __name__ == "__main__":
    main()
