"""A real history, mined in real sandboxes."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attacks.attack import Attack
from attacks.forged_grades import GRADING
from contracts.benchmark_contract import BenchmarkContract, grade
from histories import (
    COUNTS_FIXED,
    SLUGS_STRIPPED,
    SLUGS_TESTS,
    Workbench,
    write_history,
)
from worlds import write_files

from evals.benchmark import Benchmark, Split
from evals.dockerfile import read_folder
from evals.folder import load_folder
from evals.mine.mine import Mining, mine
from evals.mine.record import RECORD
from evals.mine.report import Report
from evals.mine.runs import Runner
from evals.mine.settle import Wishes
from evals.patches import compare
from sandbox.choose import choose_sandboxes
from sandbox.files import File
from sandbox.interface import Sandbox, Sandboxes, SandboxSpec, SandboxUnavailable

KEPT = ("fix", "feature", "leaky", "wip")


class Mined:
    """The repository, its commits by name, the folder of tasks and the report."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "repository"
        self.commits = write_history(self.repository)
        self.out = folder / "mined"
        self.report = mine_in(self.repository, self.out, Mining(repeats=2))

    def task(self, name: str) -> Path:
        """The folder of the task that a commit became."""
        (found,) = self.out.glob(f"*-{self.commits[name][:8]}")
        return found

    def reason(self, name: str) -> str:
        """Why a commit is no task."""
        (found,) = [each for each in self.report.records if each.commit == self.commits[name]]
        return found.reason


def mine_in(
    repository: Path, out: Path, mining: Mining | None = None, sandboxes: Sandboxes | None = None
) -> Report:
    used = sandboxes or choose_sandboxes("bubblewrap")
    return mine(repository, out, mining or Mining(), used, say=lambda _: None)


@pytest.fixture(scope="module")
def mined(tmp_path_factory: pytest.TempPathFactory) -> Mined:
    return Mined(tmp_path_factory.mktemp("mine"))


class NoSandboxes:
    """A driver that is never to be used."""

    name = "bubblewrap"

    def trouble(self) -> str | None:
        return None

    def about(self) -> tuple[str, tuple[Path, ...]]:
        return "none", ()

    @contextmanager
    def open(self, spec: SandboxSpec) -> Iterator[Sandbox]:
        raise SandboxUnavailable("nothing may run")
        yield

    def sweep(self, labels: object) -> int:
        return 0


class TestMinedBenchmark(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self) -> Sandboxes:
        return choose_sandboxes("bubblewrap")

    @pytest.fixture
    def benchmark(self, mined: Mined) -> Benchmark:
        return load_folder(mined.out, name="mined")


def test_commits_become_tasks_whose_tests_show_what_they_do(mined: Mined) -> None:
    assert {each.commit for each in mined.report.kept} == {mined.commits[name] for name in KEPT}
    assert load_folder(mined.out, name="mined").tasks


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("first", "the first commit"),
        ("docs", "changes no code"),
        ("refactoring", "changes no tests"),
        ("passing", "its tests pass without it"),
        ("breaking", "none of its tests passes with it"),
        ("flaky", "flaky|none of its tests passes|do not always pass"),
        ("deleting", "only deletes tests"),
        ("merge", "a merge"),
        ("revert", "a revert"),
    ],
)
def test_every_other_commit_has_a_reason(mined: Mined, name: str, why: str) -> None:
    assert re.search(why, mined.reason(name))
    assert mined.reason(name) in (mined.out / "report.md").read_text()


def test_a_flaky_test_is_in_no_list(mined: Mined) -> None:
    job = json.loads((mined.task("feature") / "tests/task.json").read_text())
    assert len(job["fail_to_pass"]) == 2
    assert not any("test_sometimes" in id for id in job["fail_to_pass"] + job["pass_to_pass"])


def test_old_tests_of_the_changed_files_have_to_go_on_passing(mined: Mined) -> None:
    job = json.loads((mined.task("fix") / "tests/task.json").read_text())
    case = "tests/test_slugs.py::SlugsTest::"
    assert job["fail_to_pass"] == [f"{case}test_punctuation"]
    assert sorted(job["pass_to_pass"]) == [f"{case}test_empty", f"{case}test_words"]


def test_the_newest_tasks_are_sealed(mined: Mined) -> None:
    splits = {task.id: task.split for task in load_folder(mined.out, name="mined").tasks}
    found = {name: splits[mined.task(name).name] for name in KEPT}
    assert found == {
        "fix": Split.SEARCH,
        "feature": Split.SEARCH,
        "leaky": Split.TEST,
        "wip": Split.TEST,
    }


def test_no_statement_holds_a_line_of_the_fix(mined: Mined) -> None:
    for name in KEPT:
        commit = mined.commits[name]
        words = ["git", "show", "--format=", "-U0", commit, "--", "*.py", ":!tests"]
        diff = subprocess.run(
            words, cwd=mined.repository, capture_output=True, text=True, check=True
        )
        lines = [line[1:].strip() for line in diff.stdout.splitlines() if line[:1] in "+-"]
        told = (mined.task(name) / "instruction.md").read_text()
        assert lines
        assert not [line for line in lines if len(line) > 7 and line in told]


def test_a_statement_keeps_the_problem_and_loses_what_gives_it_away(mined: Mined) -> None:
    told = (mined.task("leaky") / "instruction.md").read_text()
    assert "Count words that more than one space divides" in told
    assert 'A text such as "a  b" has two words, but three are counted.' in told
    for secret in ("split()", "counts.py", "3f2a9c1d", "#12", "Signed-off", "@@", "diff --git"):
        assert secret not in told
    feature = (mined.task("feature") / "instruction.md").read_text()
    assert "words_that_fit" not in feature
    assert "`shorten`" in feature


def test_a_message_that_says_nothing_gives_way_to_what_the_tests_say(mined: Mined) -> None:
    told = (mined.task("wip") / "instruction.md").read_text()
    assert "blank text is empty" in told
    assert "self.assertTrue(is_empty('  '))" in told
    assert "AssertionError: False is not true" in told


def test_an_agent_gets_the_files_of_the_time_and_no_history(mined: Mined) -> None:
    for name in KEPT:
        words = ["git", "ls-tree", "-r", "--name-only", f"{mined.commits[name]}~1"]
        listed = subprocess.run(
            words, cwd=mined.repository, capture_output=True, text=True, check=True
        )
        place = mined.task(name) / "environment/repo"
        found = {str(each.relative_to(place)) for each in place.rglob("*") if each.is_file()}
        assert found == set(listed.stdout.splitlines())
        for path in found:
            words = ["git", "show", f"{mined.commits[name]}~1:{path}"]
            shown = subprocess.run(words, cwd=mined.repository, capture_output=True, check=True)
            assert (place / path).read_bytes() == shown.stdout


def test_a_second_call_runs_nothing_twice(mined: Mined, tmp_path: Path) -> None:
    out = shutil.copytree(mined.out, tmp_path / "mined")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    report = mine_in(mined.repository, out, sandboxes=NoSandboxes())
    assert report == mined.report
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_a_killed_call_goes_on_where_it_was(mined: Mined, tmp_path: Path) -> None:
    out = shutil.copytree(mined.out, tmp_path / "mined")
    lines = (out / RECORD).read_bytes().splitlines(keepends=True)
    (out / RECORD).write_bytes(b"".join(lines[:-1]) + lines[-1][:20])
    shutil.rmtree(mined.task("fix").name and out / mined.task("fix").name)
    with pytest.raises(SandboxUnavailable):
        mine_in(mined.repository, out, sandboxes=NoSandboxes())
    report = mine_in(mined.repository, out)
    assert {each.commit for each in report.kept} == {mined.commits[name] for name in KEPT}
    assert load_folder(out, name="mined").fingerprint


def test_a_limit_takes_the_newest(mined: Mined, tmp_path: Path) -> None:
    out = shutil.copytree(mined.out, tmp_path / "mined")
    report = mine_in(mined.repository, out, Mining(limit=2), NoSandboxes())
    assert [each.commit for each in report.kept] == [mined.commits["wip"], mined.commits["leaky"]]
    assert report.left > 0
    for task in load_folder(out, name="mined").tasks:
        assert report.splits[task.id] is task.split


def test_dates_and_paths_choose_commits(mined: Mined, tmp_path: Path) -> None:
    out = shutil.copytree(mined.out, tmp_path / "mined")
    mining = Mining(since="2023-11-19T12:00:00Z", paths=("counts.py",))
    report = mine_in(mined.repository, out, mining, NoSandboxes())
    assert {each.commit for each in report.kept} == {
        mined.commits[name] for name in ("leaky", "wip")
    }


# -- what a solution may try


def cheat(mined: Mined, name: str, changes: dict[str, File]) -> bool:
    """Whether a patch resolves a task."""
    benchmark = load_folder(mined.out, name="mined")
    (task,) = [each for each in benchmark.tasks if each.id == mined.task(name).name]
    start = benchmark.visible(task)
    patch = compare(start, {**start, **changes})
    return grade(benchmark, task, patch, choose_sandboxes("bubblewrap"))


def test_an_honest_solution_of_another_kind_resolves(mined: Mined) -> None:
    other = """
import re


def slugify(text):
    return "-".join(re.findall(r"[a-z]+", text.lower()))
"""
    assert cheat(mined, "fix", {"slugs.py": File(other.encode())})
    assert cheat(mined, "fix", {"slugs.py": File(SLUGS_STRIPPED.encode())})


# When it is imported it replaces the tests that are to come, its own among them.
CHANGES_TESTS = f"""
import glob

for path in glob.glob("tests/*.py"):
    with open(path, "w") as file:
        file.write({"import unittest"!r})
{SLUGS_STRIPPED}
"""
PASSING = SLUGS_TESTS.replace('"hello-world"', 'slugify("Hello World")')


@pytest.mark.parametrize(
    "changes",
    [
        {"tests/test_slugs.py": PASSING},
        {"tests/test_slugs.py": "import os\nos._exit(0)\n"},
        {"slugs.py": "import os\nos._exit(0)\n"},
        {"slugs.py": "raise SystemExit(0)\n"},
        {"slugs.py": CHANGES_TESTS},
        {"usercustomize.py": "import os\nos._exit(0)\n"},
        {"tests/__init__.py": "import os\nos._exit(0)\n"},
        {"tests/test_slugs.py/inner.py": "", "tests/test_slugs.py": None},
    ],
)
def test_edited_tests_and_early_ends_resolve_nothing(
    mined: Mined, changes: dict[str, str | None]
) -> None:
    files = {path: File(text.encode()) for path, text in changes.items() if text is not None}
    benchmark = load_folder(mined.out, name="mined")
    (task,) = [each for each in benchmark.tasks if each.id == mined.task("fix").name]
    start = benchmark.visible(task)
    left = {path: file for path, file in start.items() if changes.get(path, "") is not None}
    patch = compare(start, {**left, **files})
    assert not grade(benchmark, task, patch, choose_sandboxes("bubblewrap"))


JUNIT = """\
import sys
import unittest
from xml.sax.saxutils import quoteattr

sys.path.insert(0, ".")
suite = unittest.defaultTestLoader.loadTestsFromNames(
    [path[:-3].replace("/", ".") for path in sys.argv[2:]]
)
cases = []


class Result(unittest.TestResult):
    def addSuccess(self, test):
        cases.append(f"<testcase name={quoteattr(test.id())}/>")

    def addFailure(self, test, err):
        cases.append(f"<testcase name={quoteattr(test.id())}><failure message='no'/></testcase>")

    addError = addFailure


suite.run(Result())
with open(sys.argv[1], "w") as file:
    file.write(f"<testsuite>{''.join(cases)}</testsuite>")
"""


def test_any_command_that_leaves_junit_xml_runs_the_tests(mined: Mined, tmp_path: Path) -> None:
    repository = shutil.copytree(mined.repository, tmp_path / "repository")
    bench = Workbench(repository, day=40)
    bench.commit("Tools", {"tools/junit.py": JUNIT})
    bench.commit(
        "Texts of blanks alone hold no words",
        {
            "counts.py": COUNTS_FIXED.replace("text.split()", "(text or '').split()"),
            "tests/test_none.py": SUMS_TESTS.replace(
                "from sums import add", "from counts import count"
            )
            .replace("add(2, 3), 5", "count(None), 0")
            .replace("add(7, 12), 19", "count('x'), 1"),
        },
    )
    wishes = Wishes(runner=Runner.JUNIT)
    command = "python3 tools/junit.py {report} {files}"
    mining = Mining(repeats=1, limit=1, wishes=wishes, command=command)
    (kept,) = mine_in(repository, tmp_path / "mined", mining).kept
    job = json.loads((tmp_path / "mined" / str(kept.task) / "tests/task.json").read_text())
    assert job["fail_to_pass"] == ["tests.test_none.SumsTest.test_add"]
    assert job["pass_to_pass"] == ["tests.test_none.SumsTest.test_more"]


def test_without_isolation_the_same_tests_are_found(sums: Path, tmp_path: Path) -> None:
    mining = Mining(repeats=1)
    sandboxes = choose_sandboxes("process")
    report = mine_in(sums.parent / "repository", tmp_path / "mined", mining, sandboxes)
    (task,) = [str(each.task) for each in report.kept]
    path = f"{task}/tests/task.json"
    found, expected = (json.loads((each / path).read_text()) for each in (tmp_path / "mined", sums))
    assert found == {**expected, "seconds": 300.0}


SUMS_TESTS = """\
import unittest

from sums import add


class SumsTest(unittest.TestCase):
    def test_add(self):
        self.assertEqual(add(2, 3), 5)

    def test_more(self):
        self.assertEqual(add(7, 12), 19)
"""


@pytest.fixture(scope="module")
def sums(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark of one task, to repair `add`, mined."""
    folder = tmp_path_factory.mktemp("sums")
    bench = Workbench(folder / "repository")
    bench.commit("Begin", {"sums.py": "def add(a, b):\n    return a - b\n"})
    fixed = {"sums.py": "def add(a, b):\n    return a + b\n", "test_sums.py": SUMS_TESTS}
    bench.commit("Let add return the sum of both numbers", fixed)
    mine_in(folder / "repository", folder / "mined", Mining(seconds=5, repeats=1))
    return folder / "mined"


# Tests and the code under test share a process here: its code can read what they expect.
NOT_HELD = ("equal-to-everything", "answers-from-the-constants")
FAST = ("assertions-that-hold", "results-that-succeed", "forged-report-in-every-pipe")
ATTACKS = [
    pytest.param(each, id=each.name, marks=() if each.name in FAST else pytest.mark.slow)
    for each in GRADING
    # It also writes where only the sandbox of its agent has a place for it.
    if each.name not in (*NOT_HELD, "usercustomize")
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_forges_grades_elsewhere_forges_none_here(
    sums: Path, tmp_path: Path, attack: Attack
) -> None:
    benchmark = load_folder(sums, name="sums")
    (task,) = benchmark.tasks
    folder = write_files(
        tmp_path / "app", {path: file.content for path, file in benchmark.visible(task).items()}
    )

    def plant(path: str, text: str) -> None:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / path).open("a") as file:
            file.write(text.replace("@MARKER@", "marker").replace("test_hidden", "test_sums"))

    exec(attack.code, {"plant": plant, "REPOSITORY": folder})
    patch = compare(benchmark.visible(task), read_folder(folder))
    assert not patch.is_empty
    assert not grade(benchmark, task, patch, choose_sandboxes("bubblewrap"))
