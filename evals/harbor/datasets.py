"""Which task folders make a benchmark: all there are, or those that a list names."""

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.benchmark import InvalidBenchmark
from evals.harbor.digest import content_digest

DATASET, REGISTRY = "dataset.toml", "registry.json"


@dataclass(frozen=True, slots=True)
class Found:
    """Task folders in a fixed order, and what a list names that is not there."""

    folders: list[Path]
    left_out: dict[str, str] = field(default_factory=dict)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Pinned(_Part):
    name: str
    digest: str | None = Field(default=None, pattern=r"^sha256:[a-f0-9]{64}$")


class _Manifest(_Part):
    dataset: dict[str, Any]
    tasks: list[_Pinned]


class _Listed(_Part):
    name: str
    path: str
    git_url: str | None = None


class _Registered(_Part):
    name: str
    tasks: list[_Listed]


def find_tasks(folder: Path) -> Found:
    """The tasks of a folder: those of its dataset.toml or registry.json, else all below it.

    Raises InvalidBenchmark.
    """
    if not folder.is_dir():
        raise InvalidBenchmark(
            f"{folder} is not a folder; a benchmark is a folder of task folders."
        )
    if (folder / DATASET).is_file():
        return _of_manifest(folder)
    if (folder / REGISTRY).is_file():
        return _of_registry(folder)
    folders = sorted(path.parent for path in folder.glob("*/task.toml"))
    if not folders and (folder / "task.toml").is_file():
        folders = [folder]
    if not folders:
        raise InvalidBenchmark(f"{folder} holds no */task.toml, so there is no task in it.")
    return Found(folders)


def _of_manifest(folder: Path) -> Found:
    """The tasks that dataset.toml names, each of which must be what its digest says."""
    path = folder / DATASET
    try:
        manifest = _Manifest.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise InvalidBenchmark(f"{path} is no data set: {_first_line(error)}.") from error
    names = {_package(each): each.parent for each in sorted(folder.glob("*/task.toml"))}
    found, missing = [], {}
    for task in manifest.tasks:
        plain = folder / task.name.rpartition("/")[2]
        place = names.get(task.name) or plain
        if not (place / "task.toml").is_file():
            missing[task.name] = f"{path} names it, and its folder {plain} is not there"
            continue
        if task.digest and (digest := content_digest(place)) != task.digest:
            raise InvalidBenchmark(
                f"{place} is not the task that {path} pins: its digest is {digest}, "
                f"not {task.digest}; fetch it again, or take the digest out."
            )
        found.append(place)
    return Found(sorted(set(found)), missing)


def _package(path: Path) -> str | None:
    """The name of a task in a registry, as far as the file says."""
    try:
        return str(tomllib.loads(path.read_text("utf-8"))["task"]["name"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of_registry(folder: Path) -> Found:
    """The tasks of the one data set in registry.json, by their paths from its folder."""
    path = folder / REGISTRY
    try:
        registry = TypeAdapter(list[_Registered]).validate_python(
            json.loads(path.read_text("utf-8"))
        )
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidBenchmark(f"{path} is no registry: {_first_line(error)}.") from error
    if len(registry) != 1:
        names = ", ".join(each.name for each in registry[:5])
        raise InvalidBenchmark(
            f"{path} lists {len(registry)} data sets ({names}): leave the one that is meant."
        )
    found, missing = [], {}
    for task in registry[0].tasks:
        place = folder / Path(task.path).expanduser()
        if task.git_url:
            missing[task.name] = (
                f"it is in {task.git_url}, and only folders of this machine are read"
            )
        elif not (place / "task.toml").is_file():
            missing[task.name] = f"{path} names it, and its folder {place} is not there"
        else:
            found.append(place.resolve())
    return Found(sorted(set(found)), missing)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(error).splitlines()[0].rstrip(".")
