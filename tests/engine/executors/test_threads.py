from collections.abc import Iterator
from itertools import count

import pytest
from contracts.executor_contract import ExecutorContract, doubling_work, make_job

from engine.executors.threads import ThreadExecutor
from engine.jobs import Executor, Job, MachineFailed, Result


class TestThreadExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self) -> Iterator[Executor]:
        executor = ThreadExecutor(doubling_work, workers=3)
        yield executor
        executor.close()


def test_a_fault_of_ours_in_one_job_loses_no_other() -> None:
    def buggy(job: Job) -> Result:
        if job.id == 0:
            raise ZeroDivisionError
        return doubling_work(job)

    executor = ThreadExecutor(buggy, workers=1, clock=count(step=7).__next__)
    executor.submit(make_job(0))
    executor.submit(make_job(1))
    first, second = executor.next_finished(seconds=30), executor.next_finished(seconds=30)
    assert first is not None
    assert second is not None
    assert isinstance(first.result, MachineFailed)
    assert "ZeroDivisionError" in first.result.reason
    assert first.result.seconds == 7
    assert not isinstance(second.result, MachineFailed)
