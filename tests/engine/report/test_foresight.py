"""How well early scores predicted descendants."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from archive.lineage import Lineage, LineageBuilder
from archive.values import ExpansionOutcome, Verdict
from engine.policies.belief import counted
from engine.report.foresight import EARLY, EarlyScores, correlation

TASKS = [f"task-{number}" for number in range(10)]


class World:
    def __init__(self) -> None:
        self.builder = LineageBuilder(TASKS)
        self.builder.add_root()

    def child(self, parent: int) -> int:
        job, child = self.builder.jobs_begun, self.builder.agents
        self.builder.begin_expansion(job, parent)
        self.builder.finish_expansion(job, ExpansionOutcome.CHILD, child=child)
        return child

    def attempt(self, agent: int, resolved: int, *, first: int = 0, count: int = EARLY) -> None:
        for number in range(count):
            job = self.builder.jobs_begun
            self.builder.begin_evaluation(job, agent, TASKS[first + number])
            verdict = Verdict.RESOLVED if number < resolved else Verdict.UNRESOLVED
            self.builder.finish_evaluation(job, verdict)

    def view(self) -> Lineage:
        return self.builder.view()


def test_the_first_score_with_enough_verdicts_stays_and_own_attempts_tell_nothing() -> None:
    world, early = World(), EarlyScores()
    world.attempt(0, 2)
    early.note(world.view(), counted(world.view()))
    child = world.child(0)
    world.attempt(0, 5, first=5)
    world.attempt(child, 3)
    early.note(world.view(), counted(world.view()))
    found = early.against(world.view(), counted(world.view()))
    assert found.agents == [0]
    assert found.early == [pytest.approx(2 / 5)]
    assert found.later == [pytest.approx(3 / 5)]
    assert found.correlation is None


def test_scores_that_tell_and_scores_that_mislead() -> None:
    for sign in (1, -1):
        world, early = World(), EarlyScores()
        for agent in range(1, 10):
            world.child(0)
            world.attempt(agent, agent % 5)
        early.note(world.view(), counted(world.view()))
        for agent in range(1, 10):
            world.attempt(world.child(agent), agent % 5 if sign > 0 else 4 - agent % 5)
        found = early.against(world.view(), counted(world.view()))
        assert len(found.agents) == 9
        assert found.correlation == pytest.approx(sign)


@given(arrays.arrays(float, st.tuples(st.just(2), st.integers(8, 30)), elements=st.integers(0, 5)))
def test_the_correlation_is_spearmans(pair: np.ndarray) -> None:
    from scipy.stats import spearmanr

    found = correlation(pair[0], pair[1])
    if found is None:
        assert min(len(set(each.tolist())) for each in pair) == 1
    else:
        assert found == pytest.approx(spearmanr(pair[0], pair[1]).statistic)
