"""A history whose code has dependencies, mined in images."""

from pathlib import Path

import pytest
from contracts.benchmark_contract import BenchmarkContract
from histories import Workbench

from evals.benchmark import Benchmark
from evals.dockerfile import read_folder
from evals.folder import load_folder
from evals.mine.mine import Mining, mine
from evals.mine.report import Report
from evals.mine.settle import Wishes
from sandbox.choose import choose_sandboxes
from sandbox.files import File
from sandbox.interface import Recipe, Sandboxes, SandboxSpec

pytestmark = [pytest.mark.docker, pytest.mark.network]

PROJECT = """\
[project]
name = "inikeys"
version = "1"
dependencies = ["iniconfig"]

[project.optional-dependencies]
test = ["pytest"]

[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[tool.pytest.ini_options]
addopts = "-x -q"
"""
KEYS = """\
from importlib.metadata import version

import iniconfig

__version__ = version("inikeys")


def keys(path, section):
    return list(iniconfig.IniConfig(path)[section])
"""
KEYS_FIXED = KEYS.replace(
    "return list(iniconfig.IniConfig(path)[section])",
    "parsed = iniconfig.IniConfig(path)\n"
    "    return list(parsed[section]) if section in parsed else []",
)
CONFTEST = """\
import pytest


@pytest.fixture
def ini(tmp_path):
    path = tmp_path / "a.ini"
    path.write_text("[one]\\na=1\\nb=2\\n")
    return str(path)
"""
TESTS = """\
from inikeys import keys


def test_keys(ini):
    assert keys(ini, "one") == ["a", "b"]
"""
TESTS_MORE = """\
import pytest

from inikeys import keys


def test_keys(ini):
    assert keys(ini, "one") == ["a", "b"]


@pytest.mark.parametrize("name", ["two", "th/ree::x"])
def test_missing(ini, name):
    assert keys(ini, name) == []
"""
FORGERIES = {
    "ends-at-import": "import os\nos._exit(0)\n",
    "patches-pytest": """\
import _pytest.runner

report = _pytest.runner.TestReport.from_item_and_call.__func__


def passed(cls, item, call):
    made = report(cls, item, call)
    made.outcome, made.longrepr = "passed", None
    return made


_pytest.runner.TestReport.from_item_and_call = classmethod(passed)
""",
    "replaces-the-call": """\
import _pytest.python
import unittest

_pytest.python.Function.runtest = lambda self: None
unittest.TestCase.__call__ = unittest.TestCase.run = lambda self, result=None: None
""",
    "writes-the-reward": """\
import os
import signal

os.makedirs("/logs/verifier", exist_ok=True)
for name, text in (("reward.txt", "1"), ("reward.json", '{"reward": 1}')):
    with open(f"/logs/verifier/{name}", "w") as file:
        file.write(text)
os.kill(os.getppid(), signal.SIGKILL)
os._exit(0)
""",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bench = Workbench(tmp_path_factory.mktemp("images") / "inikeys")
    (bench.folder / "latest").symlink_to("src")
    start = {"pyproject.toml": PROJECT, "src/inikeys/__init__.py": KEYS}
    bench.commit("Begin", {**start, "tests/conftest.py": CONFTEST, "tests/test_keys.py": TESTS})
    bench.commit(
        "A section that is not there has no keys\n\nIt ends in a KeyError so far.\n",
        {"src/inikeys/__init__.py": KEYS_FIXED, "tests/test_keys.py": TESTS_MORE},
    )
    return bench.folder


def mine_in(repository: Path, out: Path, mining: Mining) -> Report:
    return mine(repository, out, mining, choose_sandboxes("docker"), say=lambda _: None)


@pytest.fixture(scope="module")
def task(repository: Path) -> Path:
    """The only task of the history."""
    out = repository.parent / "mined"
    (kept,) = mine_in(repository, out, Mining(repeats=1)).kept
    return out / str(kept.task)


class TestMinedInImages(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self) -> Sandboxes:
        return choose_sandboxes("docker")

    @pytest.fixture
    def benchmark(self, task: Path) -> Benchmark:
        return load_folder(task.parent, name="mined")


def resolves(task: Path, changes: dict[str, str]) -> bool:
    """Whether a patch resolves the task, read from its folder and run as Harbor does."""
    recipe = Recipe("mined", read_folder(task / "environment"))
    spec = SandboxSpec(
        image=recipe, writable=("/app", "/tests", "/logs", "/solution"), as_root=True
    )
    with choose_sandboxes("docker").open(spec) as sandbox:
        sandbox.copy_in({path: File(text.encode()) for path, text in changes.items()}, "/app")
        sandbox.copy_in(read_folder(task / "tests"), "/tests")
        completed = sandbox.exec(["sh", "/tests/test.sh"], cwd="/app", seconds=120)
        try:
            reward = sandbox.read_file("/logs/verifier/reward.txt", max_bytes=100)
        except FileNotFoundError:
            reward = b""
    return completed.exit_code == 0 and reward == b"1"


def test_the_reference_resolves_and_doing_nothing_does_not(task: Path) -> None:
    assert resolves(task, {"src/inikeys/__init__.py": KEYS_FIXED})
    assert not resolves(task, {})


@pytest.mark.parametrize("name", FORGERIES)
def test_forged_results_of_pytest_resolve_nothing(task: Path, name: str) -> None:
    assert not resolves(task, {"src/inikeys/__init__.py": FORGERIES[name] + KEYS})


def test_planted_settings_and_edited_tests_resolve_nothing(task: Path) -> None:
    passing = "import os\nos._exit(0)\n"
    planted = {"conftest.py": passing, "sitecustomize.py": passing, "src/evil.pth": passing}
    planted |= {"pytest.ini": "[pytest]\naddopts = --collect-only\n"}
    assert not resolves(task, {**planted, "tests/test_keys.py": TESTS})
    assert resolves(task, {**planted, "src/inikeys/__init__.py": KEYS_FIXED})


def test_all_tasks_share_the_layers_with_what_is_installed(task: Path) -> None:
    dockerfile = (task / "environment/Dockerfile").read_text()
    assert dockerfile.index("pip install --no-cache-dir") < dockerfile.index("COPY repo/")
    assert (
        task / "environment/requirements.txt"
    ).read_text() == "iniconfig\npytest\nsetuptools\nwheel\n"
    assert "ln -sfn src latest" in dockerfile
    assert not list((task / "environment").rglob(".git"))


def test_a_dockerfile_of_the_users_is_the_environment(repository: Path, tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    install = "apt-get update && apt-get install -y --no-install-recommends python3 python3-pip"
    place = "/more/inikeys-1.dist-info"
    metadata = "Metadata-Version: 2.1\\nName: inikeys\\nVersion: 1\\n"
    dockerfile.write_text(
        f"FROM debian:bookworm-slim\nRUN {install}\nCOPY needs.txt /needs.txt\n"
        "RUN pip install --break-system-packages -r /needs.txt\n"
        f"RUN mkdir -p {place} && printf '{metadata}' >{place}/METADATA\n"
        "ENV PYTHONPATH=/work/src:/more\nWORKDIR /work\n"
    )
    (tmp_path / "needs.txt").write_text("pytest\niniconfig\n")
    mining = Mining(repeats=1, wishes=Wishes(dockerfile=dockerfile))
    (kept,) = mine_in(repository, tmp_path / "mined", mining).kept
    folder = tmp_path / "mined" / str(kept.task)
    assert (folder / "environment/needs.txt").is_file()
    assert 'workdir = "/work"' in (folder / "task.toml").read_text()
    assert "The repository is in /work." in (folder / "instruction.md").read_text()
