"""`hgm evolve`: start a run or go on with one."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.cli.places import new_run_folder

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
        typer.Option(help="200h, 90m (work time), '12h wall', '800 evals', '40 expansions'."),
    ] = None,
    benchmark: Annotated[str | None, typer.Option(help="bugs, or a folder of tasks.")] = None,
    seed_agent: Annotated[
        str | None, typer.Option(help="mutator, coder, or an agent's folder.")
    ] = None,
    policy: Annotated[
        str | None, typer.Option(help="hgm, dgm, greedy, random or best-of-n.")
    ] = None,
    alpha: Annotated[float | None, typer.Option(help="Agents grow as evaluations^alpha.")] = None,
    workers: Annotated[int | None, typer.Option(help="Jobs side by side.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every random choice.")] = None,
    sandbox: Annotated[
        str | None, typer.Option(help="auto, docker, bubblewrap or process.")
    ] = None,
    base_image: Annotated[
        str | None, typer.Option(help="Docker image below our own; debian:bookworm-slim.")
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
        "benchmark": _absolute(benchmark),
        "seed_agent": _absolute(seed_agent),
        "policy": policy,
        "alpha": alpha,
        "workers": workers,
        "seed": seed,
        "sandbox": sandbox,
        "base_image": base_image,
        "models": _models(model) if model else None,
        "base_url": base_url,
        "job_requests": job_requests,
        "job_tokens": job_tokens,
        "trial": trial,
        "improver": improver,
        "packages": tuple(package) if package else None,
        "solve_seconds": solve_seconds,
        "improve_seconds": improve_seconds,
    }
    folder = run or new_run_folder()
    _prepare(
        folder, {key: value for key, value in flags.items() if value is not None}, config, accept
    )
    _work(folder, as_json=json)


def _absolute(name: str | None) -> str | None:
    """A folder's name as it is found from anywhere; a bundled name as it is."""
    if name is not None and Path(name).expanduser().is_dir():
        return str(Path(name).expanduser().resolve())
    return name


def _models(given: list[str]) -> dict[str, str]:
    """Role -> model; a model without a role is for every role that has none of its own."""
    models: dict[str, str] = {}
    for text in sorted(given, key=lambda each: "=" in each.partition(":")[0]):
        role, has_role, name = text.partition("=")
        if has_role and ":" not in role:
            models[role.strip()] = _absolute_model(name)
        else:
            models |= dict.fromkeys(("improve", "solve"), _absolute_model(text))
    return models


def _absolute_model(text: str) -> str:
    """A model whose file or folder is found from anywhere."""
    kind, _, name = text.partition(":")
    is_file = name and kind in ("scripted", "replay")
    return f"{kind}:{Path(name).expanduser().resolve()}" if is_file else text


def _prepare(folder: Path, flags: dict[str, Any], file: Path | None, accept: bool) -> None:
    """Make the run, or see to it that the existing one was asked for as it is."""
    from archive.store import DATABASE, Archive
    from engine.configuration import Configuration, read_configuration_file
    from engine.session import accept_configuration, create_run, read_record

    given = {**(read_configuration_file(file) if file else {}), **flags}
    if not (folder / DATABASE).exists():
        create_run(folder, Configuration.build(given))
        return
    with Archive.open(folder, write=True) as archive:
        stored = read_record(archive).configuration.model_dump()
        accept_configuration(archive, Configuration.build({**stored, **given}), accept=accept)


def _work(folder: Path, *, as_json: bool) -> None:
    from engine.cli.ending import say_ending
    from engine.loop import StopKind
    from engine.narration import choose_narrator
    from engine.session import open_session, read_configuration

    with (
        choose_narrator(folder, read_configuration(folder), as_json=as_json) as narrator,
        open_session(folder, narrator) as session,
        _draining_on_signals(session.coordinator),
    ):
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

    before = {each: signal.signal(each, stop) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
