"""From the name a user gives to a benchmark."""

from pathlib import Path

from evals.benchmark import Benchmark, InvalidBenchmark
from evals.folder import load_folder

BUNDLED = ("bugs",)


def load_benchmark(name: str) -> Benchmark:
    """The bundled benchmark of that name, or the folder of tasks at that path.

    Raises InvalidBenchmark with one sentence.
    """
    if name in BUNDLED:
        return load_folder(Path(__file__).parent / name, name=name)
    folder = Path(name).expanduser()
    if not folder.exists():
        raise InvalidBenchmark(
            f"There is no benchmark {name!r}: give {' or '.join(BUNDLED)}, or a folder of tasks."
        )
    return load_folder(folder.resolve(), name=name)
