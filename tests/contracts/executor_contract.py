"""What every executor promises, as tests that any executor can run."""

from collections import Counter

import pytest

from engine.jobs import (
    EvaluationJob,
    EvaluationResult,
    Executor,
    Finished,
    Job,
    MachineFailed,
    Result,
)


def doubling_work(job: Job) -> Result:
    """A pure function of the job: resolved iff even; job 13 is the machine's bad luck."""
    if job.id == 13:
        raise MachineFailed("bad luck", seconds=1.5)
    return EvaluationResult(resolved=job.id % 2 == 0, reason="", seconds=float(job.seed))


def make_job(id: int) -> Job:
    return EvaluationJob(id=id, seed=2 * id, source={"a": b"b"}, task="task")


class ExecutorContract:
    """Subclass it with a fixture `executor` that runs `doubling_work`."""

    @pytest.fixture
    def executor(self) -> Executor:
        raise NotImplementedError

    def test_every_job_comes_back_exactly_once_with_its_own_result(
        self, executor: Executor
    ) -> None:
        for id in range(40):
            executor.submit(make_job(id))
        finished = [self.wait(executor) for _ in range(40)]
        assert Counter(each.job for each in finished) == Counter(range(40))
        for each in finished:
            if each.job == 13:
                assert isinstance(each.result, MachineFailed)
                assert (each.result.reason, each.result.seconds) == ("bad luck", 1.5)
            else:
                assert isinstance(each.result, EvaluationResult)
                assert each.result.resolved == (each.job % 2 == 0)
                assert each.result.seconds == 2 * each.job

    def test_nothing_comes_back_when_nothing_was_submitted(self, executor: Executor) -> None:
        assert executor.next_finished(seconds=0.01) is None

    def test_a_closed_executor_can_be_closed_again(self, executor: Executor) -> None:
        executor.submit(make_job(1))
        executor.close()
        executor.close()

    def wait(self, executor: Executor) -> Finished:
        finished = executor.next_finished(seconds=30)
        assert finished is not None
        return finished
