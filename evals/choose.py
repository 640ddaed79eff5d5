"""From the name a user gives to a benchmark."""

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
    """The bundled benchmark of that name, or the folder of tasks at that path; or a part of it.

    Raises InvalidBenchmark with one sentence.
    """
    return choose_tasks(_load(name), choice or Choice())


def _load(name: str) -> Benchmark:
    if name in BUNDLED:
        return load_folder(_HERE / name, name=name)
    folder = Path(name).expanduser()
    if not folder.exists():
        raise InvalidBenchmark(
            f"There is no benchmark {name!r}: give {' or '.join(BUNDLED)}, or a folder of tasks."
        )
    return load_folder(folder.resolve(), name=name)
