"""Where rows come from: files, task repositories, and data sets that are fetched once."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmark import InvalidBenchmark
from evals.swebench.assets import write_whole
from evals.swebench.rows import Raw, Row, read_row

DATA_SETS: Mapping[str, str] = {
    "verified": "SWE-bench/SWE-bench_Verified",
    "lite": "SWE-bench/SWE-bench_Lite",
    "full": "SWE-bench/SWE-bench",
    "multilingual": "SWE-bench/SWE-bench_Multilingual",
    "multimodal": "SWE-bench/SWE-bench_Multimodal",
}


def read_rows(name: str, cache: Path) -> list[Row]:
    """The rows of a data set by its short name, or those at a path; see `load_swebench`.

    Raises InvalidBenchmark.
    """
    if name in DATA_SETS:
        rows = [read_row(raw) for raw in _data_set(name, cache)]
    else:
        rows = _read_path(name, Path(name).expanduser())
    if not rows:
        raise InvalidBenchmark(f"swebench:{name} has no instances.")
    (id, times), *_ = Counter(row.id for row in rows).most_common(1)
    if times > 1:
        raise InvalidBenchmark(f"swebench:{name} has the instance {id} more than once.")
    return rows


def _read_path(name: str, path: Path) -> list[Row]:
    if path.is_dir():
        return _read_folder(path)
    readers: Mapping[str, Callable[[Path], Any]] = {
        ".json": _read_json,
        ".jsonl": _read_jsonl,
        ".parquet": _read_parquet,
    }
    if path.suffix not in readers or not path.is_file():
        kinds = "a JSON, JSONL or parquet file, a folder with test.parquet or a task repository"
        what = "is no such file" if path.suffix in readers else "is neither"
        raise InvalidBenchmark(
            f"swebench:{name}: give {', '.join(DATA_SETS)}, or a path to {kinds}; {path} {what}."
        )
    try:
        rows = readers[path.suffix](path)
    except (OSError, ValueError) as error:
        raise InvalidBenchmark(f"{path} cannot be read: {error}.") from error
    return _as_rows(rows, path)


def _as_rows(raw: object, path: Path) -> list[Row]:
    raw = list(raw.values()) if isinstance(raw, dict) else raw
    if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
        raise InvalidBenchmark(f"{path} holds no list of rows.")
    return [read_row(each) for each in raw]


def _read_folder(path: Path) -> list[Row]:
    if (path / "tasks").is_dir():
        return _read_task_repository(path)
    parts = [path / "test.parquet"]
    if not parts[0].is_file():
        parts = sorted(path.glob("data/test-*.parquet"))
    if not parts:
        raise InvalidBenchmark(
            f"{path} has neither a test.parquet nor, as a task repository has, a folder tasks."
        )
    return [row for part in parts for row in _read_path(str(part), part)]


def _read_json(path: Path) -> object:
    return json.loads(path.read_text("utf-8"))


def _read_jsonl(path: Path) -> list[Raw]:
    # Not splitlines(): a statement may hold any of the rarer ends of lines.
    lines = path.read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def _read_parquet(path: Path) -> object:
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import read_table
    except ImportError as error:
        raise InvalidBenchmark(f"{path} needs the package pyarrow: pip install pyarrow.") from error
    try:
        return read_table(path).to_pylist()
    except ArrowException as error:
        raise InvalidBenchmark(f"{path} cannot be read: {error}.") from error


def _read_task_repository(path: Path) -> list[Row]:
    """What a task repository publishes; its images are built where they are not there."""
    from swebench.task.repo import UnknownDataset, select_tasks
    from yaml import YAMLError

    try:
        found: Sequence[Raw] = select_tasks(path)
    except (OSError, ValueError, KeyError, UnknownDataset, YAMLError) as error:
        said = " ".join(str(error).split())
        raise InvalidBenchmark(f"The task repository {path} cannot be read: {said}.") from error
    return [read_row(raw, folder=path / "tasks" / str(raw.get("instance_id"))) for raw in found]


def _data_set(name: str, cache: Path) -> list[Raw]:
    """The rows of a data set, fetched where they are not kept yet."""
    place = cache / f"{name}.jsonl"
    if not place.is_file():
        rows = _fetch(name)
        write_whole(place, "".join(f"{json.dumps(row, default=str)}\n" for row in rows).encode())
    return _read_jsonl(place)


def _fetch(name: str) -> list[Raw]:
    try:
        from datasets import load_dataset

        return [dict(row) for row in load_dataset(DATA_SETS[name], split="test")]
    except Exception as error:  # whatever a client of a server may raise
        said = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        raise InvalidBenchmark(
            f"The data set {DATA_SETS[name]} is not kept on this machine and cannot be fetched: "
            f"{said}. Give a file of its rows instead: swebench:PATH."
        ) from error
