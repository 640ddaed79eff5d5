"""What every benchmark promises, as tests that any benchmark can run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from evals.benchmark import Benchmark, Patch, Task
from sandbox.interface import Sandbox, Sandboxes

NOTHING = Patch((), "")


class BenchmarkContract:
    """Subclass it with fixtures `benchmark` and `sandboxes`."""

    @pytest.fixture
    def sandboxes(self) -> Sandboxes:
        raise NotImplementedError

    @pytest.fixture
    def benchmark(self) -> Benchmark:
        raise NotImplementedError

    def test_the_known_good_solution_resolves_and_doing_nothing_does_not(
        self, benchmark: Benchmark, sandboxes: Sandboxes
    ) -> None:
        exceptions = [
            (task.id, kind)
            for task in benchmark.tasks
            for kind, patch, expected in (
                ("oracle", solution(benchmark, task, sandboxes), True),
                ("nop", NOTHING, False),
            )
            if grade(benchmark, task, patch, sandboxes) is not expected
        ]
        assert exceptions == []

    def test_an_untouched_repository_gives_an_empty_patch(
        self, benchmark: Benchmark, sandboxes: Sandboxes
    ) -> None:
        for task in benchmark.tasks[:5]:
            with opened(sandboxes, task) as sandbox:
                benchmark.prepare(task, sandbox)
                assert benchmark.collect(task, sandbox).is_empty

    def test_ids_are_unique_and_every_task_has_a_statement(self, benchmark: Benchmark) -> None:
        assert len({task.id for task in benchmark.tasks}) == len(benchmark.tasks) > 0
        assert all(task.instruction.strip() for task in benchmark.tasks)

    def test_what_an_agent_may_see_holds_no_grading_tests(
        self, benchmark: Benchmark, sandboxes: Sandboxes
    ) -> None:
        for task in benchmark.tasks[:5]:
            with opened(sandboxes, task) as sandbox:
                benchmark.prepare(task, sandbox)
                for folder in set(task.grading.writable) - {task.workdir}:
                    assert sandbox.copy_out(folder, max_bytes=10**6, max_files=100) == {}


@contextmanager
def opened(sandboxes: Sandboxes, task: Task) -> Iterator[Sandbox]:
    """Where an agent works, with the folders of grading as well: they must be empty there."""
    spec = replace(task.solving, writable=task.solving.writable + task.grading.writable)
    with sandboxes.open(spec) as sandbox:
        yield sandbox


def solution(benchmark: Benchmark, task: Task, sandboxes: Sandboxes) -> Patch:
    """The known-good patch."""
    with sandboxes.open(task.oracle or task.grading) as sandbox:
        found = benchmark.solution(task, sandbox)
    assert found is not None
    return found


def grade(benchmark: Benchmark, task: Task, patch: Patch, sandboxes: Sandboxes) -> bool:
    """The verdict of a clean sandbox."""
    with sandboxes.open(task.grading) as sandbox:
        return benchmark.grade(task, patch, sandbox).resolved
