"""Verdicts from logs are those of swebench's own rules."""

import json
from pathlib import Path

import pytest
from swebench_world import Raw, case_row, count_row

from evals.swebench.judging import Judgement, judge
from evals.swebench.rows import read_row

START, END = "+ : '>>>>> Start Test Output'", "+ : '>>>>> End Test Output'"


def log(*lines: str, code: int = 0, start: str = START, end: str = END) -> bytes:
    last = f">>>>> Test Exit Code: {code}"
    return "\n".join(["+ git status", start, *lines, end, last, ""]).encode()


def pytest_row(*, fail: list[str], passing: list[str], **more: object) -> Raw:
    lists = {"FAIL_TO_PASS": json.dumps(fail), "PASS_TO_PASS": json.dumps(passing)}
    return {**case_row("img"), **lists, **more}


ROW = pytest_row(fail=["t.py::a"], passing=["t.py::b"])
GOOD = ("PASSED t.py::a", "PASSED t.py::b")


def verdict(row: Raw, content: bytes) -> str:
    found = judge(read_row(row), content)
    return {(True, True): "resolved", (True, False): "unresolved"}.get(
        (found.found, found.resolved), "nothing"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (log(*GOOD), "resolved"),
        (log("PASSED t.py::a", "SKIPPED t.py::b"), "resolved"),
        (log("XFAIL t.py::a", "PASSED t.py::b"), "resolved"),
        (log("SKIPPED t.py::a", "PASSED t.py::b"), "unresolved"),
        (log("PASSED t.py::a"), "unresolved"),
        (log("FAILED t.py::a - x", "PASSED t.py::b", code=1), "unresolved"),
        (log("PASSED t.py::a", "FAILED t.py::b", code=1), "unresolved"),
        (log(*GOOD, "FAILED t.py::c", code=1), "resolved"),
        (log(*GOOD, code=1), "nothing"),
        (log(*GOOD, start=""), "nothing"),
        (log(*GOOD, end=""), "nothing"),
        (log("no tests", code=4), "nothing"),
        (log(*GOOD, ">>>>> Tests Timed Out"), "nothing"),
        (b"\xff" + log(*GOOD, "\xff"), "resolved"),
        (b"", "nothing"),
    ],
)
def test_a_log_is_judged_by_the_lists(content: bytes, expected: str) -> None:
    assert verdict(ROW, content) == expected


def test_truncated_names_match_by_their_beginning() -> None:
    row = pytest_row(fail=["t.py::a[log(photon"], passing=[])
    name = "t.py::a[log(photon-cm)]"
    assert verdict(row, log(f"PASSED {name}")) == "resolved"
    assert verdict(row, log(f"PASSED {name}", f"FAILED {name[:-1]}2]", code=1)) == "unresolved"


def test_where_only_failures_are_printed_silence_is_success() -> None:
    row = pytest_row(fail=["a"], passing=["b"], eval_type="fail_only", log_parser="parse_log_karma")
    assert verdict(row, log("Executed 3 of 3")) == "resolved"
    assert verdict(row, log("Executed 0 of 0")) == "nothing"


def test_the_summary_names_what_failed() -> None:
    found = judge(read_row(count_row("img")), log("test_words (counting.tests.CountTests) ... ok"))
    assert found.summary.startswith("FAIL_TO_PASS: 0 of 1\n  failed: test_hyphen (counting")
    assert "PASS_TO_PASS: 1 of 3" in found.summary


def test_a_line_that_would_keep_a_parser_busy_for_years_ends_in_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("evals.swebench.judging._SECONDS", 3)
    row = {**ROW, "log_parser": "parse_log_pytest_options"}
    content = log("PASSED " + "a" * 4_000_000, *GOOD)
    found = judge(read_row(row), content)
    assert found == Judgement(
        found=False,
        resolved=False,
        summary="swebench's parser did not come to an end within 3 s",
    )


def test_a_log_that_breaks_the_parser_ends_in_no_verdict() -> None:
    row = {**ROW, "log_parser": "parse_log_jest_json"}
    found = judge(read_row(row), log('{"testResults": 5}'))
    assert (found.found, found.resolved) == (False, False)


def test_verdicts_do_not_depend_on_the_folder_the_engine_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("swebench", "json", "evals"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('shadowed')")
    monkeypatch.chdir(tmp_path)
    assert verdict(ROW, log(*GOOD)) == "resolved"
