"""What test runners report, read as data: it comes from where a solution ran."""

import json
import re
import xml.etree.ElementTree as Tree
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"^test (.+?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test that a report tells of."""

    name: str
    passed: bool
    failed: bool
    """Neither where it was skipped."""


class Unreadable(Exception):
    """The report is none."""


ReadReport = Callable[[bytes], list[TestResult]]
"""Raises Unreadable."""


def read_junit_reports(report: bytes) -> list[TestResult]:
    """JUnit's XML, as pytest, Catch and JUnit itself write it."""
    try:
        text = report.decode()
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise Unreadable("the report declares entities")
        root = Tree.fromstring(text)  # noqa: S314
    except (Tree.ParseError, ValueError, LookupError) as error:
        raise Unreadable(f"the report is no XML: {error}") from error
    return [_junit_case(case) for case in root.iter("testcase")]


def _junit_case(case: "Tree.Element") -> TestResult:
    failed = case.find("failure") is not None or case.find("error") is not None
    name = f"{case.get('classname', '')} {case.get('name', '')}"
    return TestResult(name, not failed and case.find("skipped") is None, failed)


def read_jest_report(report: bytes) -> list[TestResult]:
    """What `jest --json` writes."""
    found: list[TestResult] = []
    try:
        for file in json.loads(report)["testResults"]:
            for each in file["assertionResults"]:
                status = each["status"]
                name = str(each["fullName"])
                found.append(TestResult(name, status == "passed", status == "failed"))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(f"the report is none of jest: {error!r}") from error
    return found


def read_go_events(report: bytes) -> list[TestResult]:
    """What `go test -json` prints."""
    found = []
    for event in _events(report):
        action, name = event.get("Action"), event.get("Test", "")
        if action in ("pass", "fail", "skip") and isinstance(name, str) and name:
            found.append(TestResult(name, action == "pass", action == "fail"))
    return found


def _events(report: bytes) -> Iterator[dict[str, object]]:
    for line in report.splitlines():
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            yield event


def read_libtest_report(report: bytes) -> list[TestResult]:
    """What Rust's test harness prints."""
    text = report.decode(errors="replace")
    return [
        TestResult(name, result == "ok", result == "FAILED") for name, result in _LINE.findall(text)
    ]
