"""What a repository may be like, and what becomes of what cannot be used."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from histories import SLUGS, SLUGS_TESTS, Workbench
from worlds import write_files

from evals.benchmark import InvalidBenchmark
from evals.mine.choose import Rules, Unfit, candidate
from evals.mine.environment import given_environment
from evals.mine.history import History
from evals.mine.issues import Issues
from evals.mine.mine import Mining, mine
from evals.mine.paths import is_code, is_graders, is_test
from evals.mine.record import Records
from evals.mine.requirements import read_requirements
from evals.mine.runs import Runner
from evals.mine.settle import Wishes, settle_environment, settle_runner
from sandbox.choose import choose_sandboxes
from sandbox.files import File, Files


def files(**texts: str) -> Files:
    """Files by their names with `__` for a dot and `___` for a slash."""
    named = {name.replace("___", "/").replace("__", "."): text for name, text in texts.items()}
    return {path: File(text.encode()) for path, text in named.items()}


def refuse(repository: Path, out: Path, mining: Mining | None = None) -> str:
    """The sentence with which it is refused."""
    with pytest.raises(InvalidBenchmark) as caught:
        sandboxes = choose_sandboxes("bubblewrap")
        mine(repository, out, mining or Mining(), sandboxes, say=lambda _: None)
    return str(caught.value)


@pytest.fixture
def bench(tmp_path: Path) -> Workbench:
    bench = Workbench(tmp_path / "repository")
    bench.commit("Begin", {"slugs.py": SLUGS, "tests/test_slugs.py": SLUGS_TESTS})
    return bench


def test_what_is_no_repository_is_refused_in_a_sentence(tmp_path: Path) -> None:
    assert "is not a folder" in refuse(tmp_path / "nowhere", tmp_path / "out")
    (tmp_path / "plain").mkdir()
    assert "is not a git repository" in refuse(tmp_path / "plain", tmp_path / "out")
    Workbench(tmp_path / "empty")
    assert "has no commit yet" in refuse(tmp_path / "empty", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_history_without_a_task_says_why_there_is_none(bench: Workbench, tmp_path: Path) -> None:
    bench.commit("Say more", {"README.md": "more\n"})
    said = refuse(bench.folder, tmp_path / "out")
    assert "became a task: 1: changes no code, 1: the first commit" in said
    assert "changes no code" in (tmp_path / "out/report.md").read_text()
    said = refuse(bench.folder, tmp_path / "new", Mining(since="2030-01-01"))
    assert "has no commit since 2030-01-01" in said
    assert not (tmp_path / "new").exists()


def test_two_do_not_mine_into_one_folder(tmp_path: Path) -> None:
    first, second = (Records(tmp_path / "out", {"runner": "pytest"}) for _ in range(2))
    refused = pytest.raises(InvalidBenchmark, match="Another process mines into")
    with first.writing(), refused, second.writing():
        pytest.fail("both write")
    with second.writing():
        pass


def test_a_folder_of_somebody_else_is_left_alone(bench: Workbench, tmp_path: Path) -> None:
    write_files(tmp_path / "full", {"mine.txt": b"x"})
    assert "is not empty" in refuse(bench.folder, tmp_path / "full")
    assert [each.name for each in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert "is not a folder" in refuse(bench.folder, tmp_path / "full/mine.txt")


def test_a_folder_goes_on_only_as_it_was_begun(bench: Workbench, tmp_path: Path) -> None:
    out = tmp_path / "out"
    refuse(bench.folder, out)
    other = Mining(wishes=Wishes(runner=Runner.JUNIT), command="make test REPORT={report}")
    assert "mined with another runner" in refuse(bench.folder, out, other)
    (out / "mined.jsonl").write_text("{}\n[1]\n")
    assert "mined" in refuse(bench.folder, out)
    (out / "mined.jsonl").write_text("no json\n")
    assert "is damaged" in refuse(bench.folder, out)


def test_issues_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    for text in ("[1]", '{"12": 3}', "{"):
        (tmp_path / "issues.json").write_text(text)
        with pytest.raises(InvalidBenchmark, match="--issues"):
            Issues.read(tmp_path / "issues.json")
    write_files(tmp_path / "issues", {"12.md": b"Cells keep blanks"})
    assert Issues.read(tmp_path / "issues").texts == {"12": "Cells keep blanks"}


def test_an_image_without_docker_is_refused_with_the_reason() -> None:
    needs = files(pyproject__toml='[project]\nname = "x"\ndependencies = ["numpy"]\n')
    with pytest.raises(InvalidBenchmark, match=r"requires numpy.*install Docker"):
        sandboxes = choose_sandboxes("bubblewrap")
        settle_environment(Wishes(), needs, Runner.UNITTEST, sandboxes, say=print)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("RUN make\n", "it has no FROM"),
        ("FROM debian\nCOPY . /app\n", "leave the repository out"),
        ("FROM debian\nCOPY ../x /app\n", "leave the repository out"),
        ("FROM debian\nCOPY nothing /app\n", "is not a folder"),
        ("FROM debian\nWORKDIR $HOME\n", "is no absolute folder"),
    ],
)
def test_a_dockerfile_that_cannot_be_shared_is_refused(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "Dockerfile").write_text(text)
    with pytest.raises(InvalidBenchmark, match=says):
        given_environment(tmp_path / "Dockerfile")


def test_a_dockerfile_brings_the_files_that_it_copies(tmp_path: Path) -> None:
    given = {"Dockerfile": b"FROM debian\nCOPY needs.txt \\\n  more/ /needs/\nWORKDIR /src\n"}
    write_files(tmp_path, {**given, "needs.txt": b"x\n", "more/a.txt": b"a\n"})
    environment = given_environment(tmp_path / "Dockerfile")
    assert environment.workdir == "/src"
    made = environment.folder(files(code__py="1\n"))
    assert made.keys() == {"Dockerfile", "needs.txt", "more/a.txt", "repo/code.py"}
    assert made["Dockerfile"].content.decode().endswith("WORKDIR /src\nCOPY repo/ /src/\n")


# -- what is read of a repository


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_a.py",
        "a_test.py",
        "pkg/tests/data.json",
        "src/a.test.ts",
        "b_test.go",
        "ATest.java",
    ],
)
def test_tests_are_known_by_their_names(path: str) -> None:
    assert is_test(path)
    assert is_graders(path)
    assert not is_code(path)


@pytest.mark.parametrize("path", ["src/contest.py", "latest.py", "pkg/attest/a.py", "main.go"])
def test_code_is_no_test(path: str) -> None:
    assert is_code(path)


@pytest.mark.parametrize("path", ["README.md", "docs/conf.py", "CHANGELOG", ".github/ci.yml"])
def test_texts_are_no_code(path: str) -> None:
    assert not is_code(path)


def test_requirements_come_from_wherever_they_are_stated() -> None:
    found = read_requirements(
        files(
            pyproject__toml='[project]\nname = "me"\ndependencies = ["attrs>=20"]\n'
            '[project.optional-dependencies]\ntest = ["pytest>=7", "me[all]", "ruff"]\n'
            'gui = ["qt"]\n[dependency-groups]\ndev = ["trio", {include-group = "x"}]\n'
            '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
            '[tool.poetry.dependencies]\npython = "^3.9"\nrich = "^13.1"\n',
            setup__cfg="[options]\ninstall_requires =\n    click\n",
            setup__py="from setuptools import setup\nsetup(install_requires=['six', *more()],\n"
            "  extras_require={'test': ['mock'], 'docs': ['sphinx']})\n",
            requirements__txt="-r more.txt\n--no-index\n-e .\n./x\ntoml  # why\n",
            more__txt="yarl\n",
        )
    )
    assert set(found.runtime) == {
        *("attrs>=20", "trio", "rich>=13.1", "click", "six", "mock", "toml", "yarl"),
    }
    assert found.pytest == "pytest>=7"
    assert found.build == ("hatchling", "editables")
    assert found.is_package


def test_broken_metadata_states_nothing() -> None:
    found = read_requirements(files(pyproject__toml="[", setup__cfg="x", setup__py="def"))
    assert found.all == ("setuptools", "wheel")


@pytest.mark.parametrize(
    ("given", "runner"),
    [
        (files(tests___test_a__py=SLUGS_TESTS), Runner.UNITTEST),
        (files(tests___test_a__py="def test_a():\n    assert True\n"), Runner.PYTEST),
        (files(tests___conftest__py=""), Runner.PYTEST),
        (files(pyproject__toml="[tool.pytest.ini_options]\n"), Runner.PYTEST),
        (files(requirements__txt="pytest\n"), Runner.PYTEST),
    ],
)
def test_pytest_is_used_where_something_asks_for_it(given: Files, runner: Runner) -> None:
    assert settle_runner(Wishes(), given) is runner


def test_large_commits_are_no_problem_statement(bench: Workbench) -> None:
    changes = {"slugs.py": SLUGS + "x = 1\n" * 30, "tests/test_slugs.py": SLUGS_TESTS + "\n"}
    bench.commit("Much", changes)
    history = History.open(bench.folder)
    newest = history.commits(since=None, paths=())[0]
    assert candidate(history, newest, Rules(), only_python=True).test_files
    with pytest.raises(Unfit, match="30 lines of code, more than 20"):
        candidate(history, newest, Rules(max_lines=20), only_python=True)
    with pytest.raises(Unfit, match="2 files, more than 1"):
        candidate(history, newest, Rules(max_files=1), only_python=True)


def test_reading_a_repository_runs_nothing_of_it(bench: Workbench, tmp_path: Path) -> None:
    bench.commit("More", {"slugs.py": SLUGS + "\n", "tests/test_slugs.py": SLUGS_TESTS + "\n"})
    witness = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {witness}\ncat\n")
    program.chmod(0o755)
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (bench.folder / ".git/hooks").mkdir(exist_ok=True)
        (bench.folder / ".git/hooks" / name).symlink_to(program)
    for key in (
        *("core.fsmonitor", "diff.external", "diff.x.textconv", "diff.x.command", "core.pager"),
        *("filter.x.smudge", "filter.x.clean", "core.sshCommand", "uploadpack.packObjectsHook"),
    ):
        bench.git("config", key, str(program))
    (bench.folder / ".gitattributes").write_text("* diff=x filter=x\n")
    (bench.folder / ".git/info").mkdir(exist_ok=True)
    (bench.folder / ".git/info/attributes").write_text("* diff=x filter=x\n")
    before = {path: path.stat().st_mtime_ns for path in bench.folder.rglob("*")}
    history = History.open(bench.folder)
    newest, first = history.commits(since=None, paths=())
    assert [each.path for each in history.changes(newest)] == ["slugs.py", "tests/test_slugs.py"]
    assert history.files(first.id)["slugs.py"].content == SLUGS.encode()
    assert not witness.exists()
    assert {path: path.stat().st_mtime_ns for path in bench.folder.rglob("*")} == before


def test_links_submodules_modes_and_binaries_are_read_as_they_are(bench: Workbench) -> None:
    (bench.folder / "link").symlink_to("slugs.py")
    (bench.folder / "run").write_text("#!/bin/sh\n")
    (bench.folder / "run").chmod(0o755)
    (bench.folder / "data").write_bytes(b"\x00\xff")
    (bench.folder / "module").mkdir()
    bench.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    bench.commit("Odd things", {})
    history = History.open(bench.folder)
    found = history.files(history.newest)
    assert found["link"] == File(b"slugs.py", link=True)
    assert found["run"].executable
    assert found["data"].content == b"\x00\xff"
    assert "module" not in found
    assert {each.path for each in history.changes(history.commits(since=None, paths=())[0])} >= {
        "data",
        "module",
    }


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("time.sleep(60)", "its tests take more than 2 seconds"),
        ("os._exit(0)", "its tests do not come to their end"),
        ("self.fail('\\x1b[2J gone')", r"none of its tests passes with it: .* \[2J gone"),
    ],
)
def test_tests_that_end_badly_make_no_task(
    bench: Workbench, tmp_path: Path, body: str, why: str
) -> None:
    head = "import os, time, unittest\n\n\nclass T(unittest.TestCase):\n    def test(self):\n"
    tests = f"{head}        {body}\n"
    bench.commit("Odd tests", {"slugs.py": SLUGS + "\n", "tests/test_odd.py": tests})
    refuse(bench.folder, tmp_path / "out", Mining(seconds=2, repeats=1))
    report = json.loads((tmp_path / "out/report.json").read_text())
    assert re.search(why, report["refused"][0]["reason"])
    assert "\x1b" not in (tmp_path / "out/report.md").read_text()


# -- as a user types it


def hgm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine.cli.main", "tasks", "mine", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100"},
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere",), "is not a folder"),
        (("repository", "--runner", "nose"), "choose from pytest, unittest"),
        (("repository", "--test-command", "make test"), "needs {report}"),
        (("repository", "--dockerfile", "x", "--base-image", "y"), "not both"),
        (("repository", "--issues", "nothing.json"), "--issues"),
        (("repository", "--model", "nobody"), "There is no model"),
        (("repository", "--model", "replay:x"), "no run has a record"),
        (("repository", "--base-url", "http://x"), "goes with --model"),
        (("repository", "--sandbox", "bubblewrap"), "became a task"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    bench: Workbench, words: tuple[str, ...], says: str
) -> None:
    completed = hgm(bench.folder.parent, *words)
    assert completed.returncode == 2
    assert says in completed.stderr
    assert completed.stdout == ""
    (sentence,) = completed.stderr.splitlines()
    assert sentence.startswith("hgm: ")


@pytest.fixture
def fixed(bench: Workbench) -> Workbench:
    """A history with one commit that becomes a task."""
    bench.commit(
        "Slugs have no dashes at their ends",
        {
            "slugs.py": SLUGS.replace("text.lower()", 'text.lower().strip(" -")'),
            "tests/test_slugs.py": SLUGS_TESTS
            + "\n    def test_ends(self):\n        self.assertEqual(slugify('-a-'), 'a')\n",
        },
    )
    return bench


QUICK = ("repository", "--sandbox", "bubblewrap", "--repeats", "1")


def test_the_command_makes_a_folder_and_says_what_it_holds(fixed: Workbench) -> None:
    completed = hgm(fixed.folder.parent, *QUICK, "--json")
    assert completed.returncode == 0, completed.stderr
    (task,) = json.loads(completed.stdout)["tasks"]
    assert (fixed.folder.parent / "mined" / task["task"] / "task.toml").is_file()
    assert "1 tasks in mined" in completed.stderr


@pytest.mark.parametrize(
    ("said", "told", "told_by"),
    [
        ("Dashes at the ends of a text stay in its slug.", "stay in its slug", "model"),
        ('Dashes stay; call text.lower().strip(" -") first.', "have no dashes", "message"),
        ("Better.", "have no dashes", "message"),
    ],
)
def test_a_model_may_word_a_statement_unless_it_gives_the_fix_away(
    fixed: Workbench, said: str, told: str, told_by: str
) -> None:
    folder = fixed.folder.parent
    rule = {"when": "Slugs have no dashes", "say": said}
    (folder / "script.json").write_text(json.dumps([rule]))
    completed = hgm(folder, *QUICK, "--json", "--model", "scripted:script.json")
    assert completed.returncode == 0, completed.stderr
    (task,) = json.loads(completed.stdout)["tasks"]
    assert task["told_by"] == told_by
    assert told in (folder / "mined" / task["task"] / "instruction.md").read_text()
    assert "1 questions to scripted" in completed.stderr


def test_a_model_that_fails_leaves_the_statement_as_it_is(fixed: Workbench) -> None:
    folder = fixed.folder.parent
    (folder / "script.json").write_text('[{"fail": {"provider": "down"}}]')
    completed = hgm(folder, *QUICK, "--json", "--model", "scripted:script.json")
    assert json.loads(completed.stdout)["tasks"][0]["told_by"] == "message"
    assert "1 without an answer" in completed.stderr
