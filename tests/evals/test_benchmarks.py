from collections import Counter
from pathlib import Path

import pytest
from contracts.benchmark_contract import BenchmarkContract, opened
from worlds import write_tiny_benchmark

from evals.benchmark import Benchmark, Split
from evals.choose import load_benchmark
from evals.folder import load_folder
from sandbox.choose import choose_sandboxes
from sandbox.interface import Sandboxes


class TestFolderBenchmark(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self) -> Sandboxes:
        return choose_sandboxes("bubblewrap")

    @pytest.fixture
    def benchmark(self, tmp_path: Path) -> Benchmark:
        return load_folder(write_tiny_benchmark(tmp_path, search=3, test=1), name="tiny")


class TestWithoutIsolation(TestFolderBenchmark):
    @pytest.fixture
    def sandboxes(self) -> Sandboxes:
        return choose_sandboxes("process")


@pytest.mark.slow
class TestBugs(TestFolderBenchmark):
    @pytest.fixture
    def benchmark(self, tmp_path: Path) -> Benchmark:
        return load_benchmark("bugs")

    def test_the_visible_tests_show_every_bug_and_more_than_the_bug(
        self, benchmark: Benchmark, sandboxes: Sandboxes
    ) -> None:
        for task in benchmark.tasks:
            with opened(sandboxes, task) as sandbox:
                benchmark.prepare(task, sandbox)
                command = ["python3", "-m", "unittest", "-v"]
                completed = sandbox.exec(command, cwd=task.workdir, seconds=3)
            if completed.ending == "exited":
                assert not completed.succeeded, task.id
                assert b"... ok" in completed.output, task.id


def test_the_bundled_bugs_are_many_and_forty_percent_are_sealed() -> None:
    tasks = load_benchmark("bugs").tasks
    splits = Counter(task.split for task in tasks)
    assert len(tasks) >= 100
    assert splits[Split.SEARCH] / len(tasks) == pytest.approx(0.6, abs=0.01)


def test_a_hidden_test_that_did_not_run_is_not_passed() -> None:
    """Code that ends the process early leaves no report, whatever its exit status."""
    from evals.patches import compare
    from sandbox.files import File

    benchmark = load_benchmark("bugs")
    task = next(task for task in benchmark.tasks if task.id == "dates-age")
    start = benchmark.visible(task)
    quitter = {**start, "ages.py": File(b"import os\nprint('Ran 4 tests')\nos._exit(0)\n")}
    with opened(choose_sandboxes("bubblewrap"), task) as sandbox:
        grade = benchmark.grade(task, compare(start, quitter), sandbox)
    assert not grade.resolved
