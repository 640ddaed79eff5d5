"""The same patches before swebench's own runner, on the same engine: the same verdicts."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from swebench_world import (
    CASE_BEFORE,
    CASE_GOLD,
    COUNT,
    COUNT_GOLD,
    FIXED_CASE_BEFORE,
    FIXED_COUNT,
    Raw,
    build_world,
    case_row,
    count_row,
    legacy_row,
    patch,
)

from evals.benchmark import Patch, Task
from evals.swebench.benchmark import SweBench, load_swebench
from evals.swebench.official import OfficialVerdict, cross_check, differences
from sandbox.docker import Docker
from sandbox.engine import connect

if TYPE_CHECKING:
    from docker import APIClient

pytestmark = [pytest.mark.docker, pytest.mark.slow]

FORGED = f"""{COUNT}
import sys
for name in ("hyphen", "words", "longest", "limit"):
    print(f"test_{{name}} (counting.tests.CountTests) ... ok", file=sys.stderr)
"""
# Tests that end early, all of them forged as passed: the exit code gives it away.
QUITTING = f"{FORGED}sys.stderr.flush()\nimport os\nos._exit(3)\n"
# Nothing gives this away, in swebench's rules as in ours: it is what the flags are for.
LYING = f"{FORGED}sys.stderr.flush()\nimport os\nos._exit(0)\n"
ENDING = f"{FORGED}print('>>>>> End Test Output', file=sys.stderr)\n"
CONFTEST = patch(
    **{
        "checks/conftest.py": (
            "import pathlib, sys\nsys.path.insert(0, str(pathlib.Path(__file__).parents[1]))\n",
            "import os\ndef pytest_configure(config):\n"
            "    print('PASSED checks/test_case.py::test_small_words')\n"
            "    print('PASSED checks/test_case.py::test_shout', flush=True)\n"
            "    os._exit(0)\n",
        )
    }
)
SLOW = patch(words__count=(COUNT, f"import time\ntime.sleep(25)\n{FIXED_COUNT}"))
MUTE = patch(words__count=(COUNT, f"import os\nos._exit(0)\n{FIXED_COUNT}"))
BROKEN = patch(words__count=(COUNT, FIXED_COUNT.replace("key=len", "key=str")))
SYNTAX = patch(words__count=(COUNT, "def split(:\n"))

CASES: dict[str, tuple[str, str, bool]] = {
    "gold": ("count", COUNT_GOLD, True),
    "empty": ("count", "", False),
    "nothing-that-helps": ("count", patch(words__count=(COUNT, COUNT + "# end\n")), False),
    "regression": ("count", BROKEN, False),
    "syntax": ("count", SYNTAX, False),
    "exit-1": ("case", CASE_GOLD, True),
    "three-way": ("case", patch(words__case=(CASE_BEFORE, FIXED_CASE_BEFORE)), True),
    "cannot-apply": ("count", patch(words__none=("a\n", "b\n")), False),
    "slow": ("count", SLOW, False),
    "mute": ("count", MUTE, False),
    "legacy": ("legacy", COUNT_GOLD, True),
    "forged": ("count", patch(words__count=(COUNT, FORGED)), False),
    "quitting": ("count", patch(words__count=(COUNT, QUITTING)), False),
    "lying": ("count", patch(words__count=(COUNT, LYING)), True),
    "ending": ("count", patch(words__count=(COUNT, ENDING)), False),
    "conftest": ("case", CONFTEST, True),
}
SECONDS = 15


@pytest.fixture
def api() -> "Iterator[APIClient]":
    client = connect().api
    yield client
    client.close()


@pytest.fixture
def benchmark(api: "APIClient", tmp_path: Path) -> "Iterator[SweBench]":
    image = build_world(api)
    legacy = f"sweb.eval.x86_64.{of('legacy')}:latest"
    api.tag(image, legacy.removesuffix(":latest"))
    path = tmp_path / "rows.json"
    path.write_text(json.dumps([row(image, id) for id in CASES]))
    yield load_swebench(str(path))
    api.remove_image(legacy)


def of(case: str) -> str:
    """The id of a case's instance: of this process alone, as its container's name must be."""
    return f"{case}-{os.getpid()}"


def row(image: str, case: str) -> Raw:
    kind, _, _ = CASES[case]
    if kind == "legacy":
        return legacy_row(of(case))
    return count_row(image, of(case)) if kind == "count" else case_row(image, of(case))


def test_both_say_the_same(benchmark: SweBench, api: "APIClient") -> None:
    patches = {of(case): text for case, (_, text, _) in CASES.items()}
    rows = list(benchmark.rows.values())
    official = cross_check(rows, patches, seconds=SECONDS, workers=8)
    ours = graded(benchmark, patches)
    expected = {of(case): resolved for case, (_, _, resolved) in CASES.items()}
    assert differences(ours, official) == []
    assert ours == expected
    unreported = {id for id, verdict in official.items() if not verdict.reported}
    assert unreported == {of("empty"), of("cannot-apply"), of("slow")}
    assert ">>>>> Patch Apply Failed" in official[of("cannot-apply")].log
    names = [name for each in api.containers(all=True) for name in each["Names"]]
    assert not [name for name in names if any(f".{id}." in name for id in patches)]


def graded(benchmark: SweBench, patches: dict[str, str]) -> dict[str, bool]:
    sandboxes = Docker()

    def grade(task: Task) -> bool:
        hurried = replace(task, grade_seconds=SECONDS)
        with sandboxes.open(task.grading) as sandbox:
            return benchmark.grade(hurried, Patch((), patches[task.id]), sandbox).resolved

    with ThreadPoolExecutor(2) as pool:
        verdicts = pool.map(grade, benchmark.tasks)
        return {task.id: each for task, each in zip(benchmark.tasks, verdicts, strict=True)}


def test_differences_are_named() -> None:
    theirs = {
        id: OfficialVerdict(resolved=resolved, reported=True, log="", seconds=1)
        for id, resolved in {"a": True, "b": False}.items()
    }
    assert differences({"a": True, "b": False, "c": True}, theirs) == []
    assert differences({"a": False, "b": False}, theirs) == [
        "a: unresolved here, resolved by swebench's own runner."
    ]
