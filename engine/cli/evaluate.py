"""`hgm eval` and `hgm compare`: agents of a run on given tasks."""

import json as encoder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.places import absolute_benchmark, absolute_model, run_folder, writable
from engine.cli.views import AsJson, split_run

if TYPE_CHECKING:
    from evals.benchmark import Split

SplitName = Annotated[str, typer.Option(help="test (sealed) or search.")]
Tasks = Annotated[
    list[str] | None,
    typer.Option(help="60, 60@SEED, python,rust, ids, a file or a list; see hgm evolve --help."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="eval")(evaluate)
    app.command()(compare)


def evaluate(
    words: Annotated[list[str], typer.Argument(help="[RUN] AGENT")],
    split: SplitName = "test",
    tasks: Tasks = None,
    model: Annotated[
        str | None, typer.Option(help="Another model to solve with; see hgm evolve --help.")
    ] = None,
    base_url: Annotated[str | None, typer.Option(help="Another server for openai/NAME.")] = None,
    price: Annotated[str | None, typer.Option(help="The model's, as INPUT/OUTPUT.")] = None,
    benchmark: Annotated[str | None, typer.Option(help="Another benchmark.")] = None,
    budget: Annotated[
        list[str] | None, typer.Option(help="'$5' or '2M tokens', in place of the run's budget.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Write its patches there, as SWE-bench predictions.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Evaluate an agent on the tasks of a split where it has no verdict yet.

    Outside the search: what is found here is in no tally. With another model or benchmark it is
    kept in a folder of its own below the run's, as a run whose root is this agent.
    """
    from engine.cli.notices import say_notices
    from engine.cli.text import share
    from engine.configuration import InvalidConfiguration
    from engine.loop import StopKind
    from engine.narration import choose_narrator
    from engine.predictions import predictions_of, write_predictions
    from engine.sealed import tally, verdicts
    from engine.session import open_session, read_configuration
    from evals.subset import pick

    writable(predictions)
    run, (name,) = split_run(words, 1)
    folder, wanted = run_folder(run), _split(split)
    _check(budget or [])
    model, benchmark = model and absolute_model(model), absolute_benchmark(benchmark)
    if model or benchmark:
        asked = {"models": {"solve": model} if model else None, "benchmark": benchmark}
        asked |= {"base_url": base_url, "prices": {model: price} if model and price else None}
        folder = _transfer(folder, name, {**asked, "budget": budget})
        name = "0"
    elif base_url or price:
        raise InvalidConfiguration("--base-url and --price go with --model.")
    with (
        choose_narrator(folder, read_configuration(folder), as_json=json) as narrator,
        open_session(folder, narrator, budget=budget) as session,
    ):
        say_notices(session.benchmark, network=session.configuration.network)
        agent = session.archive.agent_like(name)
        of_split = [task for task in session.benchmark.tasks if task.split is wanted]
        chosen = [task.id for task in pick(of_split, tasks or ())]
        stop = session.coordinator.evaluate([agent.id], chosen)
        found = verdicts(session.archive, agent.id, chosen)
        if predictions:
            write_predictions(predictions, predictions_of(session.archive, agent.id, chosen))
    if json:
        content = {"run": str(folder), "agent": agent.id, "split": wanted, "verdicts": found}
        typer.echo(encoder.dumps({**content, "stop": stop.kind}))
        return
    record = f"agent {agent.id} of {folder} on {len(chosen)} {wanted} tasks"
    typer.echo(f"{record}: {share(tally(found))}")
    if stop.kind is not StopKind.FINISHED:
        typer.echo(f"{len(chosen) - len(found)} tasks are left. {stop.sentence}")


def _check(budget: list[str]) -> None:
    from engine.budget import InvalidBudget, parse_budget
    from engine.configuration import InvalidConfiguration

    try:
        for text in budget:
            parse_budget(text)
    except InvalidBudget as error:
        raise InvalidConfiguration(str(error)) from error


def _transfer(folder: Path, name: str, asked: dict[str, Any]) -> Path:
    """A run below the agent's own, whose root the agent is, under another configuration."""
    import hashlib

    from archive.store import DATABASE, Archive
    from engine.configuration import Configuration
    from engine.run_record import read_record
    from engine.session import create_run

    with Archive.open(folder) as archive:
        agent = archive.agent_like(name)
        source = archive.source(agent.id)
        values = read_record(archive).configuration.model_dump()
    values |= {"seed_agent": f"{folder.resolve()} {agent.id}", "budget": ("1 evals",)}
    if asked["benchmark"]:
        values |= {"tasks": (), "sealed": None}
    if asked["models"]:
        values |= {"prices": {}, "base_url": None}
    values |= {key: value for key, value in asked.items() if value is not None}
    configuration = Configuration.build(values)
    differs = configuration.model_dump_json(include={"models", "base_url", "benchmark"})
    digest = hashlib.sha256(differs.encode()).hexdigest()[:8]
    place = folder / "transfer" / f"{agent.id}-{digest}"
    if not (place / DATABASE).exists():
        create_run(place, configuration, root=source)
    return place


def compare(
    words: Annotated[list[str], typer.Argument(help="[RUN] AGENT OTHER")],
    split: SplitName = "test",
    json: AsJson = False,
) -> None:
    """Compare two agents on the tasks where both have a verdict: exact McNemar and interval."""
    from dataclasses import asdict

    from archive.store import Archive
    from engine.configuration import InvalidConfiguration
    from engine.run_record import read_record
    from engine.sealed import compare_verdicts, verdicts
    from engine.session import benchmark_of

    run, names = split_run(words, 2)
    if len(names) != 2:
        raise InvalidConfiguration("Name two agents by their numbers.")
    wanted = _split(split)
    with Archive.open(run_folder(run)) as archive:
        benchmark = benchmark_of(read_record(archive).configuration)
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
