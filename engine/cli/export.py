"""`hgm export` and `hgm import`: agents that leave a run, and agents that come from elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.places import run_folder, writable

if TYPE_CHECKING:
    from archive.store import Archive

Words = Annotated[
    list[str] | None, typer.Argument(help="[RUN] [AGENT]: the newest run, its best agent.")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(export)
    app.command(name="import")(import_)


def export(
    words: Words = None,
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder to write to.")] = Path(
        "dist"
    ),
    kind: Annotated[
        str, typer.Option("--format", help="wheel, sdist, dir, git or image.")
    ] = "wheel",
    name: Annotated[
        str | None, typer.Option(help="hgm-agent-NAME is the command; else made of its commit.")
    ] = None,
    base_image: Annotated[
        str | None, typer.Option(help="Docker image below an image; debian:bookworm-slim.")
    ] = None,
) -> None:
    """Make a package of an agent, which anybody can install and run on a repository.

    Nothing of the agent is run for that. The same agent gives the same bytes.
    """
    from archive.store import Archive
    from engine.configuration import InvalidConfiguration
    from engine.export.formats import Format, write_package
    from engine.export.image import how_to_run, make_image
    from engine.export.package import make_package
    from engine.export.provenance import read_provenance
    from sandbox.images import BASE

    if kind not in list(Format):
        raise InvalidConfiguration(f"--format {kind}: choose from {', '.join(Format)}.")
    run, agent_name = _run_and_agent(words or [])
    with Archive.open(run_folder(run)) as archive:
        agent = archive.agent_like(agent_name) if agent_name else archive.agent(_best(archive))
        provenance = read_provenance(archive, agent)
        package = make_package(archive.source(agent.id), provenance, name=name)
        if kind == Format.IMAGE:
            image = make_image(package, base=base_image or BASE)
            typer.echo(image)
            command = how_to_run(image, uses_models=provenance.uses_models)
            _say_how(f'{command} "Fix the failing date parser"{_model(provenance.uses_models)}')
            return
        writable(out, folder=True)
        place = write_package(package, archive, out, Format(kind))
    typer.echo(place)
    where = f"git+file://{place.resolve()}" if kind == Format.GIT else place
    model = _model(provenance.uses_models)
    _say_how(f'pip install {where} && {package.name} "Fix the failing date parser" --repo .{model}')


def _run_and_agent(words: list[str]) -> tuple[Path | None, str | None]:
    """Both may be left out; the first word is a run where its folder is one."""
    from archive.store import DATABASE
    from engine.configuration import InvalidConfiguration

    if len(words) > 2:
        raise InvalidConfiguration("Name one agent by its number, after the run's folder if any.")
    if len(words) == 2 or (words and (Path(words[0]) / DATABASE).is_file()):
        return Path(words[0]), words[1] if len(words) == 2 else None
    return None, words[0] if words else None


def _best(archive: "Archive") -> int:
    from engine.best import best_belief
    from engine.run_record import policy_of, read_record

    return best_belief(archive.lineage(), policy_of(read_record(archive).configuration))


def _model(is_used: bool) -> str:
    return " --model openai/gpt-5-mini" if is_used else ""


def _say_how(command: str) -> None:
    typer.echo(f"Run it: {command}", err=True)


def import_(
    place: Annotated[str, typer.Argument(help="A wheel, an sdist, a zip, a folder, or a git URL.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The folder to write; NAME if not given.")
    ] = None,
    sandbox: Annotated[str, typer.Option(help="auto, docker or bubblewrap.")] = "auto",
) -> None:
    """Take an agent that was exported or written by hand, for hgm evolve --seed-agent.

    What is not plainly an agent's files is refused; its self-test has to pass, in a sandbox.
    """
    from engine.agents import read_manifest
    from engine.export.arrival import check_in_sandbox, write_folder
    from engine.export.taking import take
    from sandbox.choose import choose_sandboxes

    source = take(place)
    target = out or Path(read_manifest(source).name)
    writable(target, folder=True)
    check_in_sandbox(source, choose_sandboxes(sandbox))
    write_folder(source, target)
    typer.echo(target)
    typer.echo(f"Start a run from it: hgm evolve --seed-agent {target}", err=True)
