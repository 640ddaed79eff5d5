"""`hgm lab`: policies in simulated worlds, before anything is paid for."""

import json as encoder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from engine.lab.experiment import Arm, Cell

_BASELINE = "hgm"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    lab = typer.Typer(no_args_is_help=True, help="Policies in simulated worlds, at no cost.")
    lab.callback()(_lab)
    lab.command()(run)
    app.add_typer(lab, name="lab")


def _lab() -> None:
    """Policies in simulated worlds, at no cost."""


def run(
    policy: Annotated[
        list[str] | None,
        typer.Option(help="hgm, or with its alpha hgm:0.7; repeat. hgm and tree-rasch."),
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option(help="A number as 01 or 37, main, stress or all; repeat. 01."),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, help="Simulated runs for each.")] = 50,
    first_seed: Annotated[int, typer.Option(min=0, help="The first one's seed.")] = 0,
    folder: Annotated[
        Path, typer.Option(help="Where outcomes are kept; what is there is not repeated.")
    ] = Path("runs/lab"),
    processes: Annotated[int, typer.Option(min=1, max=1024, help="Side by side.")] = 2,
    csv: Annotated[Path | None, typer.Option(help="A file for the curves.")] = None,
    json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Simulate whole runs of several policies in the same worlds, and compare them.

    The policies, the ledger and the lineage are those of hgm evolve; only agents and tasks are
    simulated. The first policy, or hgm where it is among them, is what the others are compared to.
    """
    from engine.lab.analysis import compare
    from engine.lab.experiment import run_all
    from engine.lab.page import as_csv, as_data, as_markdown

    arms = _arms(policy or [_BASELINE, "tree-rasch"])
    chosen = range(first_seed, first_seed + seeds)
    results = run_all(
        _cells(arms, regime or ["01"]), chosen, folder=folder, processes=processes, tell=_tell
    )
    baseline = next((arm for arm in arms if str(arm) == _BASELINE), arms[0])
    comparisons = compare(results, baseline)
    if csv is not None:
        _write(csv, as_csv(comparisons))
    if json:
        typer.echo(encoder.dumps(as_data(comparisons, baseline)))
    else:
        typer.echo(as_markdown(comparisons, baseline), nl=False)


def _arms(texts: list[str]) -> "list[Arm]":
    from engine.lab.experiment import Arm

    return list(dict.fromkeys(Arm.parse(text) for text in texts))


def _cells(arms: "list[Arm]", texts: list[str]) -> "list[Cell]":
    from engine.configuration import InvalidConfiguration
    from engine.lab.experiment import Cell
    from engine.lab.regimes import MAIN, REGIMES, STRESS

    groups = {"all": tuple(REGIMES), "main": MAIN, "stress": STRESS}
    numbers: dict[str, None] = {}
    for text in texts:
        if text not in groups and text.zfill(2) not in REGIMES:
            raise InvalidConfiguration(
                f"There is no regime {text!r}: choose main, stress, all or one of "
                f"{', '.join(REGIMES)}."
            )
        numbers |= dict.fromkeys(groups.get(text, (text.zfill(2),)))
    return [Cell(number, REGIMES[number].world, arm) for number in numbers for arm in arms]


def _tell(line: str) -> None:
    typer.echo(line, err=True)


def _write(file: Path, text: str) -> None:
    from engine.configuration import InvalidConfiguration

    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise InvalidConfiguration(f"{file} cannot be written: {error.strerror}.") from error
