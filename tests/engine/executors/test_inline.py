import pytest
from contracts.executor_contract import ExecutorContract, doubling_work

from engine.executors.inline import InlineExecutor
from engine.jobs import Executor


class TestInlineExecutor(ExecutorContract):
    @pytest.fixture
    def executor(self) -> Executor:
        return InlineExecutor(doubling_work)
