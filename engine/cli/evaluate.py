"""`hgm eval` and `hgm compare`: agents of a run on given tasks."""

import json as encoder
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.places import run_folder
from engine.cli.views import AsJson, split_run

if TYPE_CHECKING:
    from evals.benchmark import Split

SplitName = Annotated[str, typer.Option(help="test (sealed) or search.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="eval")(evaluate)
    app.command()(compare)


def evaluate(
    words: Annotated[list[str], typer.Argument(help="[RUN] AGENT")],
    split: SplitName = "test",
    tasks: Annotated[int | None, typer.Option(help="Only the first so many tasks.")] = None,
    json: AsJson = False,
) -> None:
    """Evaluate an agent on the tasks of a split where it has no verdict yet.

    Outside the search: what is found here is in no tally and in no budget.
    """
    from engine.cli.text import share
    from engine.narration import choose_narrator
    from engine.sealed import tally, verdicts
    from engine.session import open_session, read_configuration

    run, (name,) = split_run(words, 1)
    folder, wanted = run_folder(run), _split(split)
    configuration = read_configuration(folder)
    with (
        choose_narrator(folder, configuration, as_json=json) as narrator,
        open_session(folder, narrator) as session,
    ):
        agent = session.archive.agent_like(name)
        chosen = [task.id for task in session.benchmark.tasks if task.split is wanted][:tasks]
        stop = session.coordinator.evaluate([agent.id], chosen)
        found = verdicts(session.archive, agent.id, chosen)
    if json:
        content = {"agent": agent.id, "split": wanted, "verdicts": found, "stop": stop.kind}
        typer.echo(encoder.dumps(content))
        return
    typer.echo(f"agent {agent.id} on {len(chosen)} {wanted} tasks: {share(tally(found))}")


def compare(
    words: Annotated[list[str], typer.Argument(help="[RUN] AGENT OTHER")],
    split: SplitName = "test",
    json: AsJson = False,
) -> None:
    """Compare two agents on the tasks where both have a verdict: exact McNemar and interval."""
    from dataclasses import asdict

    from archive.store import Archive
    from engine.configuration import InvalidConfiguration
    from engine.sealed import compare_verdicts, verdicts
    from engine.session import read_record
    from evals.choose import load_benchmark

    run, names = split_run(words, 2)
    if len(names) != 2:
        raise InvalidConfiguration("Name two agents by their numbers.")
    wanted = _split(split)
    with Archive.open(run_folder(run)) as archive:
        benchmark = load_benchmark(read_record(archive).configuration.benchmark)
        tasks = [task.id for task in benchmark.tasks if task.split is wanted]
        first, second = (archive.agent_like(name).id for name in names)
        comparison = compare_verdicts(
            first, verdicts(archive, first, tasks), second, verdicts(archive, second, tasks)
        )
    if comparison.paired is None:
        raise InvalidConfiguration(
            f"Agents {first} and {second} share no {split} task with a verdict: run hgm eval first."
        )
    paired = comparison.paired
    if json:
        typer.echo(encoder.dumps({"first": first, "second": second, **asdict(paired)}, indent=1))
        return
    typer.echo(comparison.sentence)
    typer.echo(
        f"both {paired.both}, only {first}: {paired.only_a}, only {second}: {paired.only_b}, "
        f"neither {paired.neither}"
    )


def _split(name: str) -> "Split":
    from engine.configuration import InvalidConfiguration
    from evals.benchmark import Split

    if name not in list(Split):
        raise InvalidConfiguration(f"--split {name}: choose from {', '.join(Split)}.")
    return Split(name)
