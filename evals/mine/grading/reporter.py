# ruff: noqa: N802, T201 - unittest's names; what it prints is the log of the grading
"""Runs tests by pytest, unittest or a command, and tells the grader what each of them did.

All that it needs is imported before the repository can be: nothing there can take its place. What
it says carries a key that came on its standard input. Runs on the Python of any image, 3.9 or
newer.
"""

from __future__ import annotations

import importlib
import json
import os
import shlex
import subprocess
import sys
import tempfile
import traceback
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

Say = Callable[["str | None", str, str], None]
_MAX_WORDS = 1000
_MAX_REPORT = 32 * 1024**2
_RANK = {"passed": 0, "skipped": 1, "failed": 2, "error": 3}


def make_say(key: str, channel: int) -> Say:
    """What tells the grader of one test; None as its name says that there are no more."""
    numbers = iter(range(1 << 30))
    dumps, write, test_process = json.dumps, os.write, os.getpid()

    def say(test: str | None, status: str, message: str) -> None:
        if os.getpid() != test_process:
            return
        told = {"key": key, "number": next(numbers), "test": test}
        told.update(status=status, message=message[:_MAX_WORDS])
        line = dumps(told).encode() + b"\n"
        while line:
            line = line[write(channel, line) :]

    return say


def run_pytest(pytest: Any, order: dict[str, Any], say: Say) -> None:
    """Run node ids or files; ids are relative to the working directory."""
    outcomes: dict[str, str] = {}
    messages: dict[str, str] = {}

    class Reporter:
        """Hooks of pytest."""

        @pytest.hookimpl(tryfirst=True)  # type: ignore[untyped-decorator] # pytest is the image's
        def pytest_runtest_logreport(self, report: Any) -> None:
            """Keep the worst of a test's phases."""
            broke = report.outcome not in _RANK or (report.failed and report.when != "call")
            status = "error" if broke else report.outcome
            if _RANK[status] >= _RANK[outcomes.get(report.nodeid, "passed")]:
                outcomes[report.nodeid] = status
                messages[report.nodeid] = _crash(report)

        def pytest_runtest_logfinish(self, nodeid: str) -> None:
            """Tell it."""
            say(nodeid, outcomes.pop(nodeid, "error"), messages.pop(nodeid, ""))

        def pytest_collectreport(self, report: Any) -> None:
            """A file that cannot be imported has no tests to tell of."""
            if report.failed:
                say(report.nodeid, "error", _crash(report))

    options = [f"--rootdir={Path.cwd()}", "--maxfail=0", "-o", "cache_dir=/tmp/pytest-cache"]
    pytest.main([*options, *(order["ids"] or order["files"])], plugins=[Reporter()])


def _crash(report: Any) -> str:
    """The line that failed and the exception."""
    if report.passed:
        return ""
    lines = [line for line in str(report.longrepr).splitlines() if line.startswith((">", "E "))]
    crash = getattr(report.longrepr, "reprcrash", None)
    if not lines and crash is not None:
        return str(crash.message)
    return "\n".join(line[1:].strip() for line in lines) or str(report.longrepr)[-_MAX_WORDS:]


class Result(unittest.TestResult):
    """Tells of every test when it is over."""

    def __init__(self, names: dict[int, str], say: Say) -> None:
        super().__init__()
        self._names, self._say = names, say
        self._status, self._message, self._path = "passed", "", ""

    def startTest(self, test: unittest.TestCase) -> None:
        """See unittest."""
        super().startTest(test)
        self._status, self._message = "passed", ""
        self._path = self._names.get(id(test), "").partition("::")[0]

    def stopTest(self, test: unittest.TestCase) -> None:
        """See unittest."""
        super().stopTest(test)
        print(self._names[id(test)], "...", self._status, self._message, flush=True)
        self._say(self._names[id(test)], self._status, self._message)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        """See unittest; a failed setUpClass comes here as no test."""
        super().addError(test, err)
        self._note("error", err)
        if not isinstance(test, unittest.TestCase):
            self._say(str(test), "error", self._message)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        """See unittest."""
        super().addFailure(test, err)
        self._note("failed", err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        """See unittest."""
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._note("failed", err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        """See unittest."""
        super().addSkip(test, reason)
        self._note("skipped", None)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        """See unittest."""
        super().addUnexpectedSuccess(test)
        self._note("failed", None)

    def _note(self, status: str, err: Any) -> None:
        if _RANK[status] > _RANK[self._status]:
            self._status = status
            self._message = "" if err is None else _last_words(err[1], self._path)
        if err is not None:
            traceback.print_exception(*err, file=sys.stdout)


def run_unittest(order: dict[str, Any], say: Say) -> None:
    """Run all tests of the files, or those with the ids `PATH::CLASS::METHOD`."""
    wanted = set(order["ids"])
    paths = list(dict.fromkeys(id.partition("::")[0] for id in order["ids"])) or order["files"]
    suite, tests = unittest.TestSuite(), []
    names: dict[int, str] = {}
    for path in paths:
        try:
            found = unittest.defaultTestLoader.loadTestsFromModule(_load(path))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever an import may raise
            traceback.print_exc(file=sys.stdout)
            say(path, "error", _last_words(error, path))
            continue
        for test in _flatten(found):
            name = f"{path}::{type(test).__qualname__}::{test._testMethodName}"
            if not wanted or name in wanted:
                names[id(test)] = name
                suite.addTest(test)
                tests.append(test)  # A suite forgets what it has run; the ids must stay theirs.
    suite.run(Result(names, say))


def _load(path: str) -> Any:
    """Import a file of tests by the name that it has from its first folder that is no package."""
    top, words = Path.cwd() / Path(path).parent, [Path(path).stem]
    while (top / "__init__.py").is_file():
        words.insert(0, top.name)
        top = top.parent
    if str(top) not in sys.path:
        sys.path.insert(0, str(top))
    module = importlib.import_module(".".join(words))
    if Path(str(module.__file__)).resolve() != (Path.cwd() / path).resolve():
        raise ImportError(f"{path} has the name of another module, {module.__file__}")
    return module


def _flatten(suite: Any) -> Iterator[unittest.TestCase]:
    for each in suite:
        if isinstance(each, unittest.TestCase):
            yield each
        else:
            yield from _flatten(each)


def _last_words(error: BaseException, path: str) -> str:
    """The last line of the file of tests that was reached, and the exception."""
    place = str(Path.cwd() / path)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.line for frame in frames if frame.filename == place and frame.line]
    return "".join([*(f"{line}\n" for line in lines[-1:]), *_exception(error)]).strip()


def _exception(error: BaseException) -> list[str]:
    return traceback.format_exception_only(type(error), error)


def run_command(order: dict[str, Any], say: Say) -> None:
    """Run the user's own command and tell what its report in JUnit's XML says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.xml")
        files = " ".join(shlex.quote(each) for each in order["files"])
        command = order["command"].replace("{report}", str(path)).replace("{files}", files)
        subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, check=False)
        if path.is_symlink() or path.stat().st_size > _MAX_REPORT:
            raise ValueError("the report is a link or too large")
        outcomes = read_junit(path.read_bytes())
    for id, (status, message) in outcomes.items():
        say(id, status, message)


def read_junit(content: bytes) -> dict[str, tuple[str, str]]:
    """Test -> its status and why; of tests with one name the worst."""
    outcomes: dict[str, tuple[str, str]] = {}
    for case in ElementTree.fromstring(content).iter("testcase"):  # noqa: S314 - in a sandbox
        words = [case.get("file"), case.get("classname"), case.get("name")]
        id = "::".join(word for word in words if word)
        outcome = ("passed", "")
        for kind, status in (("skipped", "skipped"), ("failure", "failed"), ("error", "error")):
            found = case.find(kind)
            if found is not None:
                outcome = (status, found.get("message") or found.text or "")
        if id not in outcomes or _RANK[outcome[0]] > _RANK[outcomes[id][0]]:
            outcomes[id] = outcome
    return outcomes


def show_repository() -> None:
    """Make the repository importable, as `python -m` and PYTHONPATH would have."""
    places: list[str] = [str(Path.cwd()), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    if Path("src").is_dir():
        places.append(str(Path.cwd() / "src"))
    sys.path[:0] = [place for place in dict.fromkeys(places) if place]


def main() -> None:
    """Take the order, run, tell the end."""
    order = json.loads(sys.stdin.readline())
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.set_inheritable(order["channel"], False)
    say = make_say(order.pop("key"), order.pop("channel"))
    sys.argv[:] = [order["runner"]]
    if order["runner"] == "pytest":
        pytest = importlib.import_module("pytest")
        show_repository()
        run_pytest(pytest, order, say)
    elif order["runner"] == "junit":
        run_command(order, say)
    else:
        show_repository()
        run_unittest(order, say)
    sys.stdout.flush()
    sys.stderr.flush()
    say(None, "", "")
    # Threads that tests have left would keep it from ending.
    os._exit(0)


main()
