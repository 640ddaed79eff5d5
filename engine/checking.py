"""Proof that a benchmark can be trusted: known-good solutions resolve, doing nothing does not."""

from dataclasses import dataclass

from engine.grading import NOTHING, Grader
from evals.benchmark import GradingFailed, InvalidBenchmark, Task
from sandbox.interface import SandboxUnavailable, UnsafeContent


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was found of one task."""

    task: str
    oracle: bool | None
    """Whether the known-good solution resolves it; None: it has none."""
    nop: bool
    """Whether doing nothing resolves it."""
    trouble: str = ""
    """What kept it from being found out."""

    @property
    def exception(self) -> str:
        """What is wrong with the task, or ""."""
        if self.trouble:
            return self.trouble
        if self.nop:
            return "it is resolved by doing nothing"
        return "" if self.oracle is not False else "its known-good solution does not resolve it"


def check_task(grader: Grader, task: Task) -> Check:
    """Grade the known-good solution and an empty patch."""
    try:
        solution = grader.solution(task)
        oracle = None if solution is None else grader.grade(task, solution).resolved
        nop = grader.grade(task, NOTHING).resolved
    except (GradingFailed, InvalidBenchmark, SandboxUnavailable, UnsafeContent) as error:
        return Check(task=task.id, oracle=None, nop=False, trouble=str(error))
    return Check(task=task.id, oracle=oracle, nop=nop)
