"""`hgm fsck`, `hgm gc` and `hgm doctor`: is everything as it should be?"""

import json as encoder
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from engine.cli.places import run_folder
from engine.cli.views import AsJson, Run

if TYPE_CHECKING:
    from archive.fsck import Finding

_LOW_DISK = 2 * 1024**3


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (fsck, gc, doctor):
        app.command()(command)


def fsck(
    run: Run = None,
    mend: Annotated[
        bool, typer.Option("--mend", help="Remove what a killed run left over.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Prove that git, database and files of a run agree; status 1 if anything is really broken."""
    from archive.fsck import check_archive

    _report(check_archive(run_folder(run), mend=mend), json=json)


def gc(run: Run = None, json: AsJson = False) -> None:
    """Remove what killed runs left over, sandboxes included, and repack git."""
    from archive.fsck import collect_garbage
    from engine.models.gateway import sweep_gateways
    from engine.session import run_label
    from sandbox.choose import DRIVERS

    folder = run_folder(run)
    findings = collect_garbage(folder)
    sweep_gateways()
    swept = sum(driver().sweep({"run": run_label(folder)}) for driver in DRIVERS.values())
    if swept and not json:
        typer.echo(f"{swept} sandboxes of a killed run were removed.")
    _report(findings, json=json)


def _report(findings: "list[Finding]", *, json: bool) -> None:
    from dataclasses import asdict

    if json:
        typer.echo(encoder.dumps([asdict(finding) for finding in findings], indent=1))
    elif not findings:
        typer.echo("Git, database and files agree.")
    else:
        for finding in findings:
            typer.echo(f"{_kind(finding)}: {finding.problem}")
    if any(not finding.harmless for finding in findings):
        raise typer.Exit(1)


def _kind(finding: "Finding") -> str:
    if not finding.harmless:
        return "BROKEN"
    return "mended" if finding.mended else "harmless, hgm fsck --mend removes it"


def doctor(json: AsJson = False) -> None:
    """Whether this machine has what runs need, and what to do where it has not."""
    checks = list(_checks())
    if json:
        typer.echo(
            encoder.dumps([{"what": what, "trouble": bad} for what, bad in checks], indent=1)
        )
    else:
        for what, trouble in checks:
            typer.echo(f"{'ok     ' if trouble is None else 'TROUBLE'}  {what}")
            if trouble is not None:
                typer.echo(f"         {trouble}")
    if any(trouble is not None for _, trouble in checks):
        raise typer.Exit(1)


def _checks() -> Iterator[tuple[str, str | None]]:
    """(what was checked, what is wrong with it or None)."""
    import platform
    import shutil
    from pathlib import Path

    from evals.benchmark import InvalidBenchmark
    from evals.choose import BUNDLED, load_benchmark
    from sandbox.choose import AUTOMATIC, DRIVERS
    from sandbox.probe import probe

    yield f"Python {platform.python_version()}", None
    git = shutil.which("git")
    yield f"git at {git}", None if git else "git is not installed: sudo apt-get install git."
    drivers = {name: DRIVERS[name]() for name in AUTOMATIC}
    troubles = {name: driver.trouble() for name, driver in drivers.items()}
    works = None in troubles.values()
    places = [Path()]
    for name, trouble in troubles.items():
        if trouble is None:
            said, rooms = drivers[name].about()
            places += rooms
            yield f"sandbox {name}: {said}", None
            yield from ((f"sandbox {name}: {what}", bad) for what, bad in probe(drivers[name]))
        elif works:
            yield f"sandbox {name} is not there, which is fine: {trouble}", None
        else:
            yield f"sandbox {name}", trouble
    for place in dict.fromkeys(each.resolve() for each in places):
        free = shutil.disk_usage(place).free
        low = (
            f"Only {free / 1024**3:.1f} GiB are free: runs need room." if free < _LOW_DISK else None
        )
        yield f"disk space in {place}: {free / 1024**3:.0f} GiB free", low
    for name in BUNDLED:
        try:
            yield f"benchmark {name}: {len(load_benchmark(name).tasks)} tasks", None
        except InvalidBenchmark as error:
            yield f"benchmark {name}", str(error)
