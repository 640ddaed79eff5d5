"""`hgm evolve`: start a run or go on with one."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.places import (
    absolute_benchmark,
    absolute_file,
    absolute_model,
    new_run_folder,
)

if TYPE_CHECKING:
    from engine.loop import Coordinator

_INTERRUPTED = 130


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(evolve)


def evolve(
    run: Annotated[
        Path | None, typer.Argument(help="The run's folder; an existing run goes on.")
    ] = None,
    budget: Annotated[
        list[str] | None,
        typer.Option(
            help="200h, 90m (work time), '12h wall', '800 evals', '40 expansions', "
            "'5M tokens', '$300'; several: the first reached ends the run."
        ),
    ] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(
            help="bugs, swebench:verified (lite, full, multilingual, multimodal, or a file), "
            "polyglot, polyglot:python,rust, or a folder of tasks."
        ),
    ] = None,
    tasks: Annotated[
        list[str] | None,
        typer.Option(
            help="60, 60@SEED, python,rust, a repository, a file of ids, or a list: dgm-60, "
            "hgm-60, dgm-polyglot-60; several narrow each other."
        ),
    ] = None,
    sealed: Annotated[
        int | None, typer.Option(help="At most so many sealed tasks for the comparison.")
    ] = None,
    repeats: Annotated[int | None, typer.Option(help="Attempts at each task.")] = None,
    seed_agent: Annotated[
        str | None, typer.Option(help="mutator, coder, an agent's folder, or an exported package.")
    ] = None,
    policy: Annotated[
        str | None, typer.Option(help="hgm, tree-rasch, dgm, greedy, random or best-of-n.")
    ] = None,
    alpha: Annotated[
        float | None,
        typer.Option(help="Agents grow as evaluations^alpha; 0.6, for tree-rasch 0.75."),
    ] = None,
    pareto_share: Annotated[
        float | None,
        typer.Option(help="Share of expansions for agents that are the best at some task; 0."),
    ] = None,
    count_pending: Annotated[
        bool | None,
        typer.Option(
            help="Allow for verdicts still to come: with many workers quick ones flatter."
        ),
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Jobs side by side.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every random choice.")] = None,
    sandbox: Annotated[
        str | None, typer.Option(help="auto, docker, bubblewrap or process.")
    ] = None,
    base_image: Annotated[
        str | None, typer.Option(help="Docker image below our own; debian:bookworm-slim.")
    ] = None,
    image_space: Annotated[
        str | None, typer.Option(help="What images of tasks may take on disk, such as 100GB.")
    ] = None,
    network: Annotated[
        bool | None, typer.Option(help="Give the network to tasks that ask for it.")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="openai/NAME, anthropic/NAME, scripted:FILE or replay:RUN; "
            "for one role: solve=..., improve=..."
        ),
    ] = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="Another server for openai/NAME: vLLM, Ollama, OpenRouter."),
    ] = None,
    price: Annotated[
        list[str] | None,
        typer.Option(
            help="MODEL=INPUT/OUTPUT or MODEL=INPUT/CACHED/OUTPUT: dollars per million tokens."
        ),
    ] = None,
    job_dollars: Annotated[
        float | None, typer.Option(help="What one job may spend on its model.")
    ] = None,
    job_requests: Annotated[
        int | None, typer.Option(help="Questions one job may ask its model.")
    ] = None,
    job_tokens: Annotated[int | None, typer.Option(help="Tokens one job may use.")] = None,
    trial: Annotated[
        bool | None, typer.Option(help="Let a child solve a trivial task before it counts.")
    ] = None,
    improver: Annotated[
        str | None, typer.Option(help="self, or seed: the root's improver makes every child.")
    ] = None,
    solve_seconds: Annotated[float | None, typer.Option(help="Limit of one attempt.")] = None,
    package: Annotated[
        list[str] | None,
        typer.Option(help="A package that children may require; repeat for several, '*' for any."),
    ] = None,
    improve_seconds: Annotated[
        float | None, typer.Option(help="Limit of one self-modification.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="The same keys in a TOML file.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would cost, and do nothing.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Go on with a changed configuration.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="One JSON object per event on standard output.")
    ] = False,
) -> None:
    """Evolve agents until the budget is spent; the same command goes on with an interrupted run."""
    flags = {
        "budget": tuple(budget) if budget else None,
        "benchmark": absolute_benchmark(benchmark),
        "tasks": tuple(map(absolute_file, tasks)) if tasks else None,
        "sealed": sealed,
        "repeats": repeats,
        "seed_agent": absolute_file(seed_agent) if seed_agent else None,
        "policy": policy,
        "alpha": alpha,
        "pareto_share": pareto_share,
        "count_pending": count_pending,
        "workers": workers,
        "seed": seed,
        "sandbox": sandbox,
        "base_image": base_image,
        "image_space": image_space,
        "network": network,
        "models": _models(model) if model else None,
        "base_url": base_url,
        "prices": _prices(price) if price else None,
        "job_dollars": job_dollars,
        "job_requests": job_requests,
        "job_tokens": job_tokens,
        "trial": trial,
        "improver": improver,
        "packages": tuple(package) if package else None,
        "solve_seconds": solve_seconds,
        "improve_seconds": improve_seconds,
    }
    folder = run or new_run_folder()
    given = {**(_read(config) if config else {}), **_without_none(flags)}
    if dry_run:
        _say_plan(folder, given)
        return
    _prepare(folder, given, accept=accept)
    _work(folder, as_json=json)


def _models(given: list[str]) -> dict[str, str]:
    """Role -> model; a model without a role is for every role that has none of its own."""
    models: dict[str, str] = {}
    for text in sorted(given, key=lambda each: "=" in each.partition(":")[0]):
        role, has_role, name = text.partition("=")
        if has_role and ":" not in role:
            models[role.strip()] = absolute_model(name)
        else:
            models |= dict.fromkeys(("improve", "solve"), absolute_model(text))
    return models


def _prices(given: list[str]) -> dict[str, str]:
    """Model -> its price."""
    from engine.configuration import InvalidConfiguration

    prices = {}
    for text in given:
        model, has_price, price = text.rpartition("=")
        if not has_price:
            raise InvalidConfiguration(f"--price {text}: write MODEL=INPUT/OUTPUT.")
        prices[absolute_model(model)] = price
    return prices


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _read(file: Path) -> dict[str, Any]:
    from engine.configuration import read_configuration_file

    return read_configuration_file(file)


def _prepare(folder: Path, given: dict[str, Any], *, accept: bool) -> None:
    """Make the run, or see to it that the existing one was asked for as it is."""
    from archive.store import DATABASE, Archive
    from engine.configuration import Configuration
    from engine.run_record import read_record
    from engine.session import accept_configuration, create_run

    if not (folder / DATABASE).exists():
        create_run(folder, Configuration.build(given))
        return
    with Archive.open(folder, write=True) as archive:
        stored = read_record(archive).configuration.model_dump()
        accept_configuration(archive, Configuration.build({**stored, **given}), accept=accept)


def _say_plan(folder: Path, given: dict[str, Any]) -> None:
    """What the run would cost; nothing is made or changed."""
    from contextlib import ExitStack

    from archive.store import DATABASE, Archive
    from engine.cli.notices import say_notices
    from engine.configuration import Configuration
    from engine.plan import plan
    from engine.run_record import read_record
    from engine.session import benchmark_of, prices_of

    with ExitStack() as stack:
        archive = None
        if (folder / DATABASE).exists():
            archive = stack.enter_context(Archive.open(folder))
            given = {**read_record(archive).configuration.model_dump(), **given}
        configuration = Configuration.build(given)
        benchmark = benchmark_of(configuration)
        say_notices(benchmark, network=configuration.network)
        for line in plan(configuration, prices_of(configuration), benchmark, archive):
            typer.echo(line)


def _work(folder: Path, *, as_json: bool) -> None:
    from engine.cli.ending import say_ending
    from engine.cli.notices import say_notices
    from engine.loop import StopKind
    from engine.narration import choose_narrator
    from engine.session import open_session, read_configuration

    with (
        choose_narrator(folder, read_configuration(folder), as_json=as_json) as narrator,
        open_session(folder, narrator) as session,
        _draining_on_signals(session.coordinator),
    ):
        say_notices(session.benchmark, network=session.configuration.network)
        report = session.run()
    say_ending(folder, report, as_json=as_json)
    match report.stop.kind:
        case StopKind.INTERRUPTED:
            raise typer.Exit(_INTERRUPTED)
        case StopKind.BARREN | StopKind.ERRORS:
            raise typer.Exit(1)


@contextmanager
def _draining_on_signals(coordinator: "Coordinator") -> Iterator[None]:
    """The first signal lets running jobs end; a second one kills, and the run resumes later."""
    seen: list[int] = []

    def stop(number: int, _frame: object) -> None:
        if seen:
            os._exit(_INTERRUPTED)
        seen.append(number)
        coordinator.drain()
        os.write(sys.stderr.fileno(), b"\nWaiting for the running jobs; once more to kill them.\n")

    before = {
        each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
