"""From the name a user gives to a benchmark."""

from collections.abc import Callable, Mapping
from pathlib import Path

from evals.benchmark import Benchmark, InvalidBenchmark
from evals.folder import load_folder
from evals.subset import Choice, choose_tasks

BUNDLED = ("bugs",)

_HERE = Path(__file__).parent


def load_trial() -> Benchmark:
    """One task that every agent solves which can repair anything; no part of any benchmark."""
    return load_folder(_HERE / "trial", name="trial", tests=_HERE / "bugs" / "tests")


def load_benchmark(name: str, choice: Choice | None = None) -> Benchmark:
    """A benchmark by its name, or a part of it: a bundled one's, `swebench:...`, `polyglot...`, or
    the path of a folder of tasks.

    Raises InvalidBenchmark with one sentence.
    """
    return choose_tasks(_load(name), choice or Choice())


def _load(name: str) -> Benchmark:
    if name in BUNDLED:
        return load_folder(_HERE / name, name=name)
    family, _, rest = name.partition(":")
    if family in FAMILIES and not Path(name).exists():
        return FAMILIES[family](rest)
    folder = Path(name).expanduser()
    if not folder.exists():
        known = ", ".join([*BUNDLED, "swebench:NAME", "polyglot"])
        raise InvalidBenchmark(
            f"There is no benchmark {name!r}: give {known}, or a folder of tasks."
        )
    return load_folder(folder.resolve(), name=name)


def _load_swebench(name: str) -> Benchmark:
    from evals.swebench.benchmark import load_swebench

    return load_swebench(name)


def _load_polyglot(name: str) -> Benchmark:
    from evals.polyglot.benchmark import load_polyglot

    return load_polyglot(name)


FAMILIES: Mapping[str, Callable[[str], Benchmark]] = {
    "swebench": _load_swebench,
    "polyglot": _load_polyglot,
}
"""The first word of a name -> what makes a benchmark of the rest, behind the colon."""
