"""The same patches before swebench's own runner, on the same engine: the same verdicts."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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

from evals.benchmark import Patch
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


@pytest.fixture(scope="module")
def api() -> "Iterator[APIClient]":
    client = connect().api
    yield client
    client.close()


@pytest.fixture(scope="module")
def benchmark(api: "APIClient", tmp_path_factory: pytest.TempPathFactory) -> "Iterator[SweBench]":
    image = build_world(api)
    legacy = "sweb.eval.x86_64.legacy:latest"
    api.tag(image, legacy.removesuffix(":latest"))
    path = tmp_path_factory.mktemp("rows") / "rows.json"
    path.write_text(json.dumps([row(image, id) for id in CASES]))
    yield load_swebench(str(path))
    api.remove_image(legacy)


def row(image: str, id: str) -> Raw:
    kind, _, _ = CASES[id]
    if kind == "legacy":
        return legacy_row(id)
    return count_row(image, id) if kind == "count" else case_row(image, id)


@pytest.fixture(scope="module")
def official(benchmark: SweBench) -> dict[str, OfficialVerdict]:
    patches = {id: text for id, (_, text, _) in CASES.items()}
    return cross_check(list(benchmark.rows.values()), patches, seconds=SECONDS, workers=8)


@pytest.fixture(scope="module")
def ours(benchmark: SweBench) -> dict[str, bool]:
    sandboxes = Docker()

    def grade(id: str) -> bool:
        task = next(task for task in benchmark.tasks if task.id == id)
        with sandboxes.open(task.grading) as sandbox:
            patch = Patch((), CASES[id][1])
            return benchmark.grade(replace(task, grade_seconds=SECONDS), patch, sandbox).resolved

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(CASES, pool.map(grade, CASES), strict=True))


@pytest.mark.parametrize("id", CASES)
def test_both_say_the_same(
    id: str, ours: dict[str, bool], official: dict[str, OfficialVerdict]
) -> None:
    expected = CASES[id][2]
    assert (ours[id], official[id].resolved) == (expected, expected), official[id].log


def test_what_never_came_to_a_report_is_known(official: dict[str, OfficialVerdict]) -> None:
    unreported = {id for id, verdict in official.items() if not verdict.reported}
    assert unreported == {"empty", "cannot-apply", "slow"}
    assert ">>>>> Patch Apply Failed" in official["cannot-apply"].log


def test_nothing_of_the_runner_is_left(
    api: "APIClient", official: dict[str, OfficialVerdict]
) -> None:
    assert official
    names = [name for each in api.containers(all=True) for name in each["Names"]]
    assert not [name for name in names if any(f".{id}." in name for id in CASES)]


def test_differences_are_named() -> None:
    theirs = {
        id: OfficialVerdict(resolved=resolved, reported=True, log="", seconds=1)
        for id, resolved in {"a": True, "b": False}.items()
    }
    assert differences({"a": True, "b": False, "c": True}, theirs) == []
    assert differences({"a": False, "b": False}, theirs) == [
        "a: unresolved here, resolved by swebench's own runner."
    ]
