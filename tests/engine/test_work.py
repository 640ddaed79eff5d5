"""Whole jobs in the real sandbox: the good, the bad and the hostile agent."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from worlds import AGENT_TOML, tiny_agent, write_tiny_benchmark

from archive.values import Source
from engine.agents import TreeCache
from engine.jobs import (
    EvaluationJob,
    EvaluationResult,
    ExpansionJob,
    ExpansionResult,
    MachineFailed,
)
from engine.work import JobLimits, Workshop
from evals.benchmark import Benchmark
from evals.folder import load_folder
from sandbox.choose import choose_sandboxes
from sandbox.interface import SandboxSpec, SandboxUnavailable

NO_EVIDENCE: Source = {"evidence.json": b'{"evaluations": [], "children": []}'}

Evaluate = Callable[..., EvaluationResult]
Expand = Callable[..., ExpansionResult]


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    folder = write_tiny_benchmark(tmp_path_factory.mktemp("tasks"), search=3, test=1)
    return load_folder(folder, name="tiny")


@pytest.fixture
def workshop(benchmark: Benchmark, tmp_path: Path) -> Workshop:
    limits = JobLimits(solve_seconds=5, improve_seconds=5, check_seconds=5)
    sandboxes = choose_sandboxes("bubblewrap")
    return Workshop(benchmark, sandboxes, TreeCache(tmp_path / "trees"), limits, run="test")


@pytest.fixture
def evaluate(workshop: Workshop) -> Evaluate:
    def run(source: Source, task: str = "level-01") -> EvaluationResult:
        result = workshop(EvaluationJob(id=1, seed=5, source=source, task=task))
        assert isinstance(result, EvaluationResult)
        return result

    return run


@pytest.fixture
def expand(workshop: Workshop) -> Expand:
    def run(source: Source, *, seed: int = 2, improver: Source | None = None) -> ExpansionResult:
        job = ExpansionJob(
            id=1, seed=seed, source=source, improver=improver or source, evidence=NO_EVIDENCE
        )
        result = workshop(job)
        assert isinstance(result, ExpansionResult)
        return result

    return run


def agent_that(code: str) -> Source:
    """An agent whose every action runs `code`."""
    return {"agent.toml": AGENT_TOML, "tiny.py": code.encode()}


def test_the_source_evaluated_is_the_agents_own(evaluate: Evaluate) -> None:
    good, bad = evaluate(tiny_agent(1)), evaluate(tiny_agent(0))
    assert good.resolved
    assert not bad.resolved
    assert json.loads(good.transcript) == {"skill": 1}
    assert "+done" in good.patch
    assert bad.patch == ""


def test_a_repository_cannot_shadow_the_agents_modules(
    tmp_path: Path, workshop: Workshop, evaluate: Evaluate
) -> None:
    folder = write_tiny_benchmark(tmp_path / "tasks", search=3, test=0)
    shadow = folder / "level-01/environment/app"
    for name in ("tiny.py", "json.py", "pathlib.py", "sitecustomize.py"):
        (shadow / name).write_text("raise SystemExit('shadowed')\n")
    workshop._benchmark = load_folder(folder, name="shadow")
    workshop._tasks = {task.id: task for task in workshop._benchmark.tasks}
    assert evaluate(tiny_agent(1)).resolved


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("raise SystemExit(3)", "exited with 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "exited with 137"),
        ("while True: pass", "timed out"),
        ("pass", "changed nothing"),
        ("import os; os.symlink('/etc/passwd', '/app/link')", "cannot be taken"),
        ("raise SyntaxError", "exited with 1"),
    ],
)
def test_an_agent_that_crashes_hangs_or_leaves_nothing_is_unresolved_with_its_log(
    evaluate: Evaluate, code: str, says: str
) -> None:
    result = evaluate(agent_that(f"print('hello from the agent', flush=True)\n{code}\n"))
    assert not result.resolved
    assert says in result.reason
    assert b"hello from the agent" in result.log


def test_an_agent_that_prints_a_gigabyte_costs_little_memory(evaluate: Evaluate) -> None:
    code = "import os\nblock = b'x' * 2**20\nfor _ in range(1024): os.write(1, block)\n"
    result = evaluate(agent_that(code))
    assert not result.resolved
    assert len(result.log) < 2 * 1024**2


def test_an_agent_without_a_usable_manifest_fails_as_an_expansion(expand: Expand) -> None:
    code = "import json, sys\njob = json.load(open(sys.argv[2]))\n{}\n"
    for damage in (
        "open(job['source'] + '/agent.toml', 'w').write('nonsense')",
        "open(job['source'] + '/agent.toml', 'w').write('name = \"x\"\\nprotocol = 9')",
        "open(job['source'] + '/agent.toml', 'a').write('\\nx = ' + '1' * 5000)",
        "open(job['source'] + '/agent.toml', 'a').write('\\n# more' * 3000)",
        "import os; os.remove(job['source'] + '/agent.toml')",
        "import os; os.mkdir(job['source'] + '/.GIT'); open(job['source'] + '/.GIT/config', 'w')",
    ):
        result = expand(agent_that(code.format(damage)))
        assert result.source is None
        assert "no agent" in result.reason, damage


def test_a_child_is_its_parent_plus_its_change(expand: Expand) -> None:
    result = expand(tiny_agent(3), seed=2)
    assert result.source == {**tiny_agent(4), "mark.txt": b"2"}
    assert result.notes == b"skill +1\n"
    assert b"evaluations seen: 0" in result.log


def test_a_child_that_is_its_parent_is_a_failed_expansion(expand: Expand) -> None:
    result = expand(tiny_agent(3), seed=1)
    assert result.source is None
    assert "same as its parent" in result.reason


def test_a_child_that_only_looks_different_is_a_failed_expansion(expand: Expand) -> None:
    code = (
        "import json, pathlib, sys\n"
        "job = json.loads(pathlib.Path(sys.argv[2]).read_text())\n"
        "child = pathlib.Path(job['source']) / 'tiny.py'\n"
        "child.write_text(child.read_text() + '# better\\n')\n"
    )
    result = expand({**tiny_agent(), "tiny.py": code.encode()}, seed=1)
    assert result.reason == (
        "The child is the same as its parent in all but blanks, comments and documentation."
    )


def test_a_child_that_fails_its_self_test_is_a_failed_expansion(expand: Expand) -> None:
    code = (
        "import json, sys\n"
        "if sys.argv[1] == 'check': sys.exit('I am broken')\n"
        "job = json.load(open(sys.argv[2]))\n"
        "open(job['source'] + '/new.txt', 'w').write('new')\n"
    )
    result = expand(agent_that(code))
    assert result.source is None
    assert "check exited with 1" in result.reason
    assert "I am broken" in result.reason


def test_another_agent_can_be_the_improver(expand: Expand) -> None:
    improver = agent_that(
        "import json, sys\njob = json.load(open(sys.argv[2]))\n"
        "open(job['source'] + '/skill.txt', 'w').write('41')\n"
    )
    assert expand(tiny_agent(3), improver=improver).source == tiny_agent(41)


def test_an_agent_cannot_change_its_own_tree_in_place(expand: Expand, evaluate: Evaluate) -> None:
    code = "open('tiny.py', 'a').write('# changed')\n"
    assert "exited with 1" in expand(agent_that(code)).reason
    log = evaluate(agent_that(code)).log
    assert b"PermissionError" in log or b"Read-only file system" in log


def test_a_patch_that_keeps_the_tests_from_ending_is_the_agents_fault(
    tmp_path: Path, workshop: Workshop, evaluate: Evaluate
) -> None:
    folder = write_tiny_benchmark(tmp_path / "tasks", search=3, test=0)
    (folder / "level-01/tests/test.sh").write_text("test -e answer.txt && exit\necho 0 >x\n")
    honest = (folder / "level-00/tests/test.sh").read_text()
    (folder / "level-01/tests/test.sh").write_text(f"test -e answer.txt && exit\n{honest}")
    workshop._benchmark = load_folder(folder, name="mute")
    workshop._tasks = {task.id: task for task in workshop._benchmark.tasks}
    result = evaluate(tiny_agent(1))
    assert not result.resolved
    assert "kept the tests from ending" in result.reason


def test_a_task_whose_tests_never_give_a_reward_is_an_error(
    tmp_path: Path, workshop: Workshop, evaluate: Evaluate
) -> None:
    folder = write_tiny_benchmark(tmp_path / "tasks", search=3, test=0)
    (folder / "level-01/tests/test.sh").write_text("exit 0\n")
    workshop._benchmark = load_folder(folder, name="mute")
    workshop._tasks = {task.id: task for task in workshop._benchmark.tasks}
    with pytest.raises(MachineFailed, match="give no reward"):
        evaluate(tiny_agent(1))


@pytest.mark.parametrize(
    "trouble",
    [
        SandboxUnavailable("the engine went away"),
        subprocess.TimeoutExpired(["the engine went away"], 5),
    ],
)
def test_a_sandbox_that_dies_is_an_error(
    workshop: Workshop, evaluate: Evaluate, trouble: Exception
) -> None:
    class Dead:
        name = "dead"

        def open(self, spec: SandboxSpec) -> object:
            raise trouble

    workshop._sandboxes = Dead()  # type: ignore[assignment]
    with pytest.raises(MachineFailed, match="the engine went away"):
        evaluate(tiny_agent(1))
