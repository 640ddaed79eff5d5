"""`hgm tasks`: benchmarks of one's own."""

import json as encoder
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.benchmarks import check
from engine.cli.views import AsJson

if TYPE_CHECKING:
    from engine.wording import Writer
    from evals.mine.mine import Mining
    from evals.mine.report import Report

_SHOWN_REASON = 90


def register(app: typer.Typer) -> None:
    """Add the commands."""
    tasks = typer.Typer(
        name="tasks", help="Make and check benchmarks.", no_args_is_help=True, rich_markup_mode=None
    )
    tasks.callback()(_tasks)
    tasks.command()(mine)
    tasks.command()(check)
    app.add_typer(tasks)


def _tasks() -> None:
    """Make and check benchmarks."""


def mine(
    repository: Annotated[Path, typer.Argument(help="A git repository on this machine.")],
    out: Annotated[Path, typer.Option(help="The folder of tasks to make or to go on with.")] = Path(
        "mined"
    ),
    since: Annotated[
        str | None, typer.Option(help="Only commits from then on: 2024-01-31, '6 months ago'.")
    ] = None,
    paths: Annotated[
        list[str] | None, typer.Option(help="Only commits that change something there; repeat.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, help="Tasks to make, from the newest commits.")
    ] = 100,
    max_files: Annotated[int, typer.Option(min=1, help="Files that a commit may change.")] = 20,
    max_lines: Annotated[
        int, typer.Option(min=1, help="Lines of code that a commit may change.")
    ] = 500,
    runner: Annotated[
        str | None, typer.Option(help="pytest or unittest; found out where not given.")
    ] = None,
    test_command: Annotated[
        str | None,
        typer.Option(help="Any other: a command with {files} that writes JUnit XML to {report}."),
    ] = None,
    dockerfile: Annotated[
        Path | None, typer.Option(help="Your own environment; the repository is added to it.")
    ] = None,
    base_image: Annotated[
        str | None, typer.Option(help="Below the generated environment; debian:bookworm-slim.")
    ] = None,
    issues: Annotated[
        Path | None, typer.Option(help="Issue texts by number or commit: a folder, or JSON.")
    ] = None,
    model: Annotated[
        str | None, typer.Option(help="Words the statements better; see hgm evolve --help.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(help="Another server for openai/NAME.")] = None,
    repeats: Annotated[
        int, typer.Option(min=1, help="Runs before and after a commit, to find flaky tests.")
    ] = 3,
    test_seconds: Annotated[
        float, typer.Option(min=1, help="What the tests of one commit may take.")
    ] = 300.0,
    solve_seconds: Annotated[
        float, typer.Option(min=1, help="What an agent may take for one task.")
    ] = 600.0,
    sandbox: Annotated[str, typer.Option(help="auto, docker, bubblewrap or process.")] = "auto",
    json: AsJson = False,
) -> None:
    """Make a benchmark of a repository's history: its fixes and features, with their tests.

    The same command goes on with what is there. Then: hgm evolve --benchmark ./mined
    """
    from evals.mine.mine import mine as mine_history
    from evals.mine.report import as_json
    from sandbox.choose import choose_sandboxes

    mining = _mining(
        since=since,
        paths=tuple(paths or ()),
        limit=limit,
        max_files=max_files,
        max_lines=max_lines,
        runner=runner,
        command=test_command,
        dockerfile=dockerfile,
        base_image=base_image,
        issues=issues,
        repeats=repeats,
        seconds=test_seconds,
        solve_seconds=solve_seconds,
    )
    with _writer(model, base_url) as rewrite:
        report = mine_history(
            repository.expanduser(),
            out.expanduser(),
            mining,
            choose_sandboxes(sandbox),
            say=_narrate,
            rewrite=rewrite,
        )
    if json:
        typer.echo(encoder.dumps(as_json(report), indent=1))
    _say(report, out)


def _narrate(text: str) -> None:
    typer.echo(text, err=True)


@contextmanager
def _writer(model: str | None, base_url: str | None) -> "Iterator[Writer | None]":
    """The model that words statements, if one is wanted. Raises InvalidModel, InvalidScript."""
    from engine.cli.places import absolute_model
    from engine.configuration import InvalidConfiguration

    if model is None:
        if base_url is not None:
            raise InvalidConfiguration("--base-url goes with --model.")
        yield None
        return
    from engine.models.choose import ReplayModel, make_upstream, parse_model
    from engine.wording import open_writer

    chosen = parse_model(absolute_model(model))
    if isinstance(chosen, ReplayModel):
        raise InvalidConfiguration("--model: no run has a record of statements to replay.")
    upstream = make_upstream(chosen, read_exchanges=lambda _: (), base_url=base_url)
    with open_writer(upstream) as writer:
        yield writer
        if writer.questions:
            _narrate(
                f"{writer.questions} questions to {chosen}, {writer.tokens:,} tokens, "
                f"{writer.failures} without an answer."
            )


def _mining(
    *,
    since: str | None,
    paths: tuple[str, ...],
    limit: int,
    max_files: int,
    max_lines: int,
    runner: str | None,
    command: str | None,
    dockerfile: Path | None,
    base_image: str | None,
    issues: Path | None,
    repeats: int,
    seconds: float,
    solve_seconds: float,
) -> "Mining":
    """The options as one value. Raises InvalidBenchmark."""
    from evals.benchmark import InvalidBenchmark
    from evals.mine.choose import Rules
    from evals.mine.issues import Issues
    from evals.mine.mine import Mining
    from evals.mine.runs import Runner
    from evals.mine.settle import Wishes

    if runner not in (None, Runner.PYTEST, Runner.UNITTEST):
        raise InvalidBenchmark(f"--runner {runner}: choose from pytest, unittest.")
    if command and (runner or "{report}" not in command):
        raise InvalidBenchmark(
            "--test-command needs {report}, where it writes JUnit XML, and goes without --runner."
        )
    if dockerfile and base_image:
        raise InvalidBenchmark("Give --dockerfile or --base-image, not both.")
    chosen = Runner.JUNIT if command else Runner(runner) if runner else None
    return Mining(
        since=since,
        paths=paths,
        limit=limit,
        rules=Rules(max_files=max_files, max_lines=max_lines),
        wishes=Wishes(runner=chosen, dockerfile=dockerfile, base_image=base_image),
        command=command or "",
        repeats=repeats,
        seconds=seconds,
        solve_seconds=solve_seconds,
        issues=Issues.read(issues.expanduser()) if issues else Issues(),
    )


def _say(report: "Report", out: Path) -> None:
    """What was kept and why the rest was not, as a table for people."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table("commit", "day", "subject", "outcome", box=box.SIMPLE)
    for each in report.records:
        outcome = each.reason[:_SHOWN_REASON]
        if each.task is not None:
            kind = report.splits[each.task]
            outcome = f"{kind} task, {each.fail_to_pass} to pass, told by its {each.told_by}"
        table.add_row(each.commit[:8], each.day, each.subject[:50], outcome)
    Console(stderr=True, markup=False, highlight=False, emoji=False).print(table)
    everywhere = len(report.splits)
    now = "" if everywhere == len(report.kept) else f", {len(report.kept)} of them looked at now"
    typer.echo(
        f"{everywhere} tasks in {out}{now}; why the others are none is in {out}/report.md. "
        f"Next: hgm evolve --benchmark {out}",
        err=True,
    )
