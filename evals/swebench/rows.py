"""One SWE-bench instance as a value, from a row of any of its forms."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.benchmark import InvalidBenchmark
from evals.swebench.scripts import Testing, legacy_testing
from sandbox.files import File
from sandbox.interface import Candidates, Image, Recipe

Raw = Mapping[str, Any]
"""A row as it is read: column -> value."""

_ALWAYS = ("instance_id", "repo", "version", "problem_statement", "FAIL_TO_PASS", "PASS_TO_PASS")
_NEW = ("image", "log_parser", "eval_type", "eval_script")
_OLD = ("base_commit", "test_patch")
_KINDS = ("pass_and_fail", "fail_only")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file that belongs to a row's patches and that no textual patch can hold."""

    path: str
    """In the repository."""
    url: str
    file: Path | None
    """Where a task repository has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One instance."""

    id: str
    repo: str
    version: str
    statement: str
    image: Image
    solution: str
    """The known-good patch; empty where the row does not tell."""
    fail_to_pass: tuple[str, ...]
    pass_to_pass: tuple[str, ...]
    testing: Testing
    assets: tuple[Asset, ...] = field(default=())


def read_row(raw: Raw, *, folder: Path | None = None) -> Row:
    """Check a row; `folder` is its task's in a task repository.

    Raises InvalidBenchmark with one sentence that names the instance and the column.
    """
    id = str(raw.get("instance_id") or "without instance_id")
    is_new = bool(raw.get("eval_script"))
    missing = [
        column for column in (*_ALWAYS, *(_NEW if is_new else _OLD)) if raw.get(column) is None
    ]
    if missing:
        form = "of swebench 5" if is_new else "of the old form (it has no eval_script)"
        raise InvalidBenchmark(f"The row {id}, {form}, lacks {', '.join(missing)}.")
    if is_new:
        testing = Testing(*(str(raw[each]) for each in ("eval_script", "log_parser", "eval_type")))
    else:
        testing = legacy_testing({**raw, "version": str(raw["version"])})
    if testing.kind not in _KINDS:
        raise InvalidBenchmark(
            f"The row {id} has the eval_type {testing.kind!r}: {' or '.join(_KINDS)} it must be."
        )
    return Row(
        id=id,
        repo=str(raw["repo"]),
        version=str(raw["version"]),
        statement=str(raw["problem_statement"]),
        image=_image(id, raw.get("image"), folder),
        solution=str(raw.get("patch") or ""),
        fail_to_pass=_names(id, "FAIL_TO_PASS", raw),
        pass_to_pass=_names(id, "PASS_TO_PASS", raw),
        testing=testing,
        assets=_assets(id, raw, folder),
    )


def _names(id: str, column: str, raw: Raw) -> tuple[str, ...]:
    names = _parsed(id, column, raw[column])
    if not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise InvalidBenchmark(f"The row {id}: {column} is no list of test names.")
    return tuple(names)


def _parsed(id: str, column: str, value: Any) -> Any:
    """A column that comes as JSON or as what JSON says."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise InvalidBenchmark(f"The row {id}: {column} is not valid JSON: {error}.") from error


def _image(id: str, stated: str | None, folder: Path | None) -> Image:
    """The row's image; the official one where it says none or that one, also under the name that a
    local build gives it; built from its task's folder where it is not there."""
    local = f"sweb.eval.x86_64.{id.lower()}:latest"
    official = f"swebench/{local.replace('__', '_1776_')}"
    names: tuple[str, ...] = (official, local)
    if stated and stated.removesuffix(":latest") != official.removesuffix(":latest"):
        names = (str(stated),)
    recipe = None
    if folder is not None and (folder / "Dockerfile").is_file():
        context = {
            str(path.relative_to(folder)): File(path.read_bytes(), _is_executable(path))
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }
        recipe = Recipe("sweb.eval", context)
    return Candidates(names, recipe)


def _is_executable(path: Path) -> bool:
    return bool(path.stat().st_mode & 0o100)


def _assets(id: str, raw: Raw, folder: Path | None) -> tuple[Asset, ...]:
    declared = _parsed(id, "image_assets", raw.get("image_assets") or {}) or {}
    if not isinstance(declared, Mapping):
        raise InvalidBenchmark(f"The row {id}: image_assets is no object.")
    found = []
    for key in ("test_patch", "patch"):
        for entry in declared.get(key) or ():
            if path := entry.get("path"):
                place = folder / "test_assets" / path if folder else None
                has_file = place is not None and place.is_file()
                url = str(entry.get("url") or "")
                found.append(Asset(path=path, url=url, file=place if has_file else None))
    return tuple(found)
