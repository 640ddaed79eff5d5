"""Reading rows of every form, and saying in one sentence why they cannot be used."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from swebench_world import (
    COUNT_TEST_PATCH,
    Raw,
    case_row,
    count_row,
    legacy_row,
    patch,
    write_task_repository,
)

from evals.benchmark import InvalidBenchmark, Split
from evals.swebench.benchmark import load_swebench
from evals.swebench.rows import read_row
from evals.swebench.scripts import changed_files, recording, staging
from sandbox.interface import Candidates


def written(folder: Path, name: str, rows: list[Raw]) -> str:
    import pyarrow
    from pyarrow.parquet import write_table

    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        write_table(pyarrow.Table.from_pylist(rows), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
    else:
        path.write_text(json.dumps(rows))
    return str(path)


@pytest.mark.parametrize("name", ["a.json", "a.jsonl", "a.parquet"])
def test_rows_are_the_same_from_every_kind_of_file(tmp_path: Path, name: str) -> None:
    rows = [{**count_row("img"), "problem_statement": "one\u2028two"}, case_row("img")]
    found = load_swebench(written(tmp_path, name, rows))
    plain = load_swebench(written(tmp_path, "plain.json", rows))
    assert found.rows == plain.rows
    assert found.fingerprint == plain.fingerprint
    assert found.tasks[0].instruction == "one\u2028two"
    assert found.tasks[0].workdir == "/testbed"


@pytest.mark.parametrize("name", ["test.parquet", "data/test-00000-of-00001.parquet"])
def test_a_folder_with_a_parquet_file_is_a_data_set(tmp_path: Path, name: str) -> None:
    rows = [count_row("img"), case_row("img")]
    lists = [{**row, "PASS_TO_PASS": json.loads(row["PASS_TO_PASS"])} for row in rows]
    written(tmp_path, name, lists)
    found = load_swebench(str(tmp_path))
    assert found.rows["hgm__words-2"].pass_to_pass == ("checks/test_case.py::test_shout",)


def test_a_task_repository_gives_what_it_publishes_with_images_to_build(tmp_path: Path) -> None:
    rows = [count_row("img"), case_row("img")]
    write_task_repository(tmp_path, rows, deprecated="hgm__words-2")
    found = load_swebench(str(tmp_path))
    assert list(found.rows) == ["hgm__words-1"]
    row = found.rows["hgm__words-1"]
    plain = read_row(rows[0])
    assert (row.testing, row.solution, row.statement) == (
        plain.testing,
        plain.solution,
        plain.statement,
    )
    assert isinstance(row.image, Candidates)
    assert row.image.recipe is not None
    assert row.image.recipe.context["Dockerfile"].content.startswith(b"FROM")
    (asset,) = row.assets
    assert asset.file is not None
    assert asset.file.read_bytes() == b"\x89PNG"


def test_an_image_has_its_official_name_and_that_of_a_local_build() -> None:
    official = "swebench/sweb.eval.x86_64.org_1776_words-3:latest"
    local = "sweb.eval.x86_64.org__words-3:latest"
    assert read_row(legacy_row("Org__Words-3")).image == Candidates((official, local))
    assert read_row(count_row(official, "Org__Words-3")).image == Candidates((official, local))
    assert read_row(count_row("mine:1")).image == Candidates(("mine:1",))


def test_a_legacy_row_gets_the_script_and_the_parser_of_its_repository() -> None:
    testing = read_row(legacy_row()).testing
    assert (testing.parser, testing.kind) == ("parse_log_django", "pass_and_fail")
    assert testing.script.split("\n")[:8] == [
        "#!/bin/bash",
        "set -uxo pipefail",
        "source /opt/miniconda3/bin/activate",
        "conda activate testbed",
        "cd /testbed",
        "git config --global --add safe.directory /testbed",
        "cd /testbed",
        "git status",
    ]
    test = "./tests/runtests.py --verbosity 2 --settings=test_sqlite --parallel 1 counting.tests"
    start = ": '>>>>> Start Test Output'"
    assert f"\n{start}\n{test}\n: '>>>>> End Test Output'\n" in testing.script
    assert testing.script.count("git checkout HEAD tests/counting/tests.py") == 2
    assert f"<<'EOF_114329324912'\n{COUNT_TEST_PATCH}\nEOF_114329324912\n" in testing.script


def test_a_legacy_row_of_another_language_builds_between_patch_and_tests() -> None:
    row = {**legacy_row(), "repo": "redis/redis", "version": "9733"}
    testing = read_row(row).testing
    assert testing.parser == "parse_log_redis"
    assert "git apply --verbose --reject -" in testing.script
    assert "conda" not in testing.script


def test_files_that_a_patch_adds_are_not_reset() -> None:
    text = patch(a=("old\n", "new\n"), b=(None, "new\n"), c=("old\n", None))
    assert changed_files(text) == ["a.py", "c.py"]


def test_the_script_says_with_which_status_the_tests_ended() -> None:
    lines = recording("#!/bin/bash\nset -uxo pipefail\ntest\n: '>>>>> End Test Output'\nreset\n")
    assert lines.split("\n") == [
        "#!/bin/bash",
        "set -uxo pipefail",
        "test",
        "SWEBENCH_TEST_EXIT_CODE=$?",
        ": '>>>>> End Test Output'",
        'echo ">>>>> Test Exit Code: $SWEBENCH_TEST_EXIT_CODE"',
        "reset",
        "",
    ]


def test_assets_are_put_in_place_just_before_the_tests() -> None:
    lines = staging("a\n: '>>>>> Start Test Output'\nb", ["x y/z.png"]).split("\n")
    copy = "mkdir -p $(dirname 'x y/z.png') && cp '/image_assets/x y__z.png' 'x y/z.png'"
    assert lines == ["a", copy, ": '>>>>> Start Test Output'", "b"]


def without(column: str) -> Callable[[Raw], Raw]:
    return lambda row: {name: value for name, value in row.items() if name != column}


def with_(column: str, value: Any) -> Callable[[Raw], Raw]:
    return lambda row: {**row, column: value}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (without("FAIL_TO_PASS"), "hgm__words-1, of swebench 5, lacks FAIL_TO_PASS"),
        (without("log_parser"), "lacks log_parser"),
        (without("problem_statement"), "lacks problem_statement"),
        (without("instance_id"), "lacks instance_id"),
        (with_("log_parser", "parse_log_nothing"), "names the parser 'parse_log_nothing'"),
        (with_("eval_type", "sometimes"), "eval_type 'sometimes'"),
        (with_("PASS_TO_PASS", "[1"), "PASS_TO_PASS is not valid JSON"),
        (with_("PASS_TO_PASS", "[1]"), "PASS_TO_PASS is no list of test names"),
        (with_("image_assets", "[1]"), "image_assets is no object"),
        (with_("eval_script", None), "how hgm/words 1.0 is tested is not known here"),
        (without("eval_script"), "how hgm/words 1.0 is tested is not known here"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_in_one_sentence(
    tmp_path: Path, change: Callable[[Raw], Raw], says: str
) -> None:
    with pytest.raises(InvalidBenchmark, match=says):
        load_swebench(written(tmp_path, "a.json", [change(count_row("img"))]))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("none.json", None, "no such file"),
        ("perfect", None, "give verified, lite, full, multilingual, multimodal, or a path"),
        ("a.json", "[", "cannot be read"),
        ("a.json", "[]", "has no instances"),
        ("a.json", "[1]", "holds no list of rows"),
        ("a.parquet", "nonsense", "cannot be read"),
        ("folder/x", "", "neither a test.parquet nor"),
        ("folder/tasks/x", "", "task repository .* cannot be read"),
    ],
)
def test_a_name_that_leads_to_no_rows_says_why(
    tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    given = tmp_path / "folder" if name.startswith("folder") else path
    with pytest.raises(InvalidBenchmark, match=says):
        load_swebench(str(given))


def test_an_instance_comes_once(tmp_path: Path) -> None:
    with pytest.raises(InvalidBenchmark, match="hgm__words-1 more than once"):
        load_swebench(written(tmp_path, "a.json", [count_row("img")] * 2))


def test_a_data_set_that_is_kept_is_not_fetched_again(tmp_path: Path) -> None:
    written(tmp_path, "verified.jsonl", [count_row("img")])
    found = load_swebench("verified", cache=tmp_path)
    assert found.name == "swebench:verified"
    assert list(found.rows) == ["hgm__words-1"]


def test_a_data_set_that_cannot_be_fetched_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import datasets

    def refuse(name: str, *, split: str) -> None:
        raise ConnectionError(f"no way to {name}\nand more")

    monkeypatch.setattr(datasets, "load_dataset", refuse)
    says = "SWE-bench_Lite is not kept on this machine and cannot be fetched: no way to"
    with pytest.raises(InvalidBenchmark, match=says):
        load_swebench("lite", cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_fetched_data_set_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    asked: list[str] = []

    def fetch(name: str, *, split: str) -> list[Raw]:
        asked.append(f"{name} {split}")
        return [count_row("img")]

    monkeypatch.setattr(datasets, "load_dataset", fetch)
    first, second = (load_swebench("full", cache=tmp_path) for _ in range(2))
    assert asked == ["SWE-bench/SWE-bench test"]
    assert first.fingerprint == second.fingerprint


def test_the_fingerprint_changes_with_anything_that_can_change_a_verdict(tmp_path: Path) -> None:
    def fingerprint(row: Raw) -> str:
        return load_swebench(written(tmp_path, "a.json", [row])).fingerprint

    row = count_row("img")
    changed: Raw = {
        "image": "other",
        "problem_statement": "other",
        "FAIL_TO_PASS": '["other"]',
        "PASS_TO_PASS": '["other"]',
        "log_parser": "parse_log_pytest",
        "eval_type": "fail_only",
        "eval_script": "other",
    }
    for name, value in changed.items():
        assert fingerprint({**row, name: value}) != fingerprint(row), name


def test_sixty_percent_of_the_instances_guide_the_search(tmp_path: Path) -> None:
    rows = [count_row("img", f"hgm__words-{number}") for number in range(10)]
    tasks = load_swebench(written(tmp_path, "a.json", rows)).tasks
    assert sum(task.split is Split.SEARCH for task in tasks) == 6


def test_only_grading_asks_for_the_network_and_only_where_tests_need_it(tmp_path: Path) -> None:
    rows = [count_row("img"), {**case_row("img"), "repo": "psf/requests"}]
    plain, needy = load_swebench(written(tmp_path, "a.json", rows)).tasks
    assert needy.grading.network
    assert not any(each.network for each in (plain.grading, plain.solving, needy.solving))


LIGHT = """
import sys
from evals.swebench.benchmark import load_swebench
heavy = {"swebench", "datasets", "modal", "docker", "pyarrow", "numpy", "yaml"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
load_swebench(sys.argv[1])
heavy -= {"swebench"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
import swebench.harness.run_evaluation
import swebench
swebench.harness.grading.get_eval_report
"""


def test_loading_takes_nothing_of_the_harness_along_and_leaves_it_usable(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", [count_row("img")])
    subprocess.run([sys.executable, "-c", LIGHT, path], check=True, cwd=tmp_path, timeout=120)
