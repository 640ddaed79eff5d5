"""`hgm lab`: policies in simulated worlds, before anything is paid for."""

import json as encoder
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.lab.analysis import Comparison
    from engine.lab.experiment import Arm, Cell, Results
    from engine.lab.fit import Fitted

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
        typer.Option(
            help="hgm, or with its alpha hgm:0.7, with hgm:pareto=0.2, hgm:pending; repeat."
        ),
    ] = None,
    regime: Annotated[
        list[str] | None,
        typer.Option(
            help="A number as 01 or 37, main, stress, all (of these two) or async; repeat. 01."
        ),
    ] = None,
    like: Annotated[
        Path | None, typer.Option(help="A run's folder: simulate worlds like its own.")
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
    With --like it says which policy, alpha and number of workers would serve such a run best.
    """
    from engine.lab.analysis import compare
    from engine.lab.experiment import run_all
    from engine.lab.page import as_csv, as_data, as_markdown

    chosen = range(first_seed, first_seed + seeds)

    def simulate(cells: "Sequence[Cell]") -> "Results":
        return run_all(cells, chosen, folder=folder, processes=processes, tell=_tell)

    fitted = None if like is None else _fit(like, regime)
    arms = _arms(policy or _default_arms(fitted))
    baseline = next((arm for arm in arms if str(arm) == _BASELINE), arms[0])
    cells = _cells(arms, regime or ["01"]) if fitted is None else _like_cells(arms, fitted)
    comparisons = compare(simulate(cells), baseline)
    data, text = as_data(comparisons, baseline), as_markdown(comparisons, baseline)
    if fitted is not None:
        data, text = _with_advice(data, text, fitted, comparisons, simulate)
    if csv is not None:
        _write(csv, as_csv(comparisons))
    typer.echo(encoder.dumps(data) if json else text, nl=json)


def _fit(run: Path, regime: list[str] | None) -> "Fitted":
    from archive.store import Archive
    from engine.configuration import InvalidConfiguration
    from engine.lab.fit import fit

    if regime:
        raise InvalidConfiguration("--like and --regime are two ways to choose a world: give one.")
    with Archive.open(run) as archive:
        return fit(archive)


def _default_arms(fitted: "Fitted | None") -> list[str]:
    from engine.lab.advice import CANDIDATES

    return [_BASELINE, "tree-rasch"] if fitted is None else list(CANDIDATES)


def _like_cells(arms: "list[Arm]", fitted: "Fitted") -> "list[Cell]":
    from engine.lab.advice import REGIME
    from engine.lab.experiment import Cell

    return [Cell(REGIME, fitted.world, arm) for arm in arms]


def _with_advice(
    data: dict[str, object],
    text: str,
    fitted: "Fitted",
    comparisons: "list[Comparison]",
    simulate: "Callable[[Sequence[Cell]], Results]",
) -> tuple[dict[str, object], str]:
    """The answer with the fitted world before it and what to do after it."""
    from dataclasses import asdict

    from engine.lab.advice import advise, best_of, try_workers

    by_workers = try_workers(fitted, best_of(comparisons).arm, simulate)
    advice = list(advise(fitted, comparisons, by_workers))
    data = {**data, "world": asdict(fitted.world), "advice": advice}
    return data, "\n".join([*fitted.lines(), "", text, *advice, ""])


def _arms(texts: list[str]) -> "list[Arm]":
    from engine.lab.experiment import Arm

    return list(dict.fromkeys(Arm.parse(text) for text in texts))


def _cells(arms: "list[Arm]", texts: list[str]) -> "list[Cell]":
    from engine.configuration import InvalidConfiguration
    from engine.lab.experiment import Cell
    from engine.lab.regimes import ASYNC, MAIN, REGIMES, STRESS

    groups = {"all": MAIN + STRESS, "main": MAIN, "stress": STRESS, "async": ASYNC}
    numbers: dict[str, None] = {}
    for text in texts:
        if text not in groups and text.zfill(2) not in REGIMES:
            raise InvalidConfiguration(
                f"There is no regime {text!r}: choose main, stress, async, all or one of "
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
