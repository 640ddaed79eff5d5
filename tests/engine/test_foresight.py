from collections.abc import Mapping, Sequence
from math import isnan

import numpy as np
import pytest

from archive.lineage import Lineage, LineageBuilder
from archive.values import ExpansionOutcome, Verdict
from engine.foresight import Estimate, Target, foresight, hindsight

TASKS = [f"task {number}" for number in range(40)]


class Run:
    """A lineage whose verdicts are said one agent at a time."""

    def __init__(self, parents: Sequence[int]) -> None:
        self.builder, self.job = LineageBuilder(TASKS), 0
        self.builder.add_root()
        self.attempted = dict.fromkeys(range(len(parents) + 1), 0)
        for child, parent in enumerate(parents, 1):
            self._begin()
            self.builder.begin_expansion(self.job, parent)
            self.builder.finish_expansion(self.job, ExpansionOutcome.CHILD, child=child)

    def say(self, verdicts: Mapping[int, str]) -> Lineage:
        """Agent -> its next verdicts, + or -."""
        for agent, marks in verdicts.items():
            for mark in marks:
                self._begin()
                self.builder.begin_evaluation(self.job, agent, TASKS[self.attempted[agent]])
                verdict = Verdict.RESOLVED if mark == "+" else Verdict.UNRESOLVED
                self.builder.finish_evaluation(self.job, verdict)
                self.attempted[agent] += 1
        return self.builder.view()

    def _begin(self) -> None:
        self.job += 1
        self.builder.begin_job()


# Three children of the root; the worst-looking one has the best child.
PARENTS = [0, 0, 0, 1, 2, 3]
LOOKS = {0: "+-", 1: "++++", 2: "++--", 3: "----"}


def test_who_looks_worst_and_has_the_best_child_is_told_from_its_clade_only() -> None:
    lineage = Run(PARENTS).say({**LOOKS, 4: "-" * 12, 5: "+-" * 6, 6: "+" * 12})
    table = hindsight(lineage)
    assert table[Estimate.OWN, Target.REALISED].plain < -0.5
    assert table[Estimate.CLADE, Target.REALISED].plain > 0.5
    assert table[Estimate.OWN, Target.REALISED].agents == 4


def test_correlations_are_those_of_numpy_with_weights() -> None:
    lineage = Run(PARENTS).say({**LOOKS, 4: "--+", 5: "+-" * 6, 6: "+" * 5})
    own = np.array([0.5, 1.0, 0.5, 0.0])
    best = np.array([6 / 7, 2 / 5, 7 / 14, 6 / 7])
    weights = [34, 7, 16, 9]
    found = hindsight(lineage)[Estimate.OWN, Target.REALISED]
    assert found.plain == pytest.approx(np.corrcoef(own, best)[0, 1])
    covariance = np.cov(own, best, fweights=weights)
    expected = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert found.weighted == pytest.approx(expected)


@pytest.mark.parametrize("early", ["+++", "---"])
def test_foresight_counts_only_what_came_later(early: str) -> None:
    """What a child had shown before is in the estimate, and must not be in the target too."""
    run = Run(PARENTS)
    before = run.say({**LOOKS, 4: early, 5: early, 6: early})
    after = run.say({4: "-" * 12, 5: "+-" * 6, 6: "+" * 12})
    own = foresight(before, after)[Estimate.OWN]
    assert own.agents == 4
    expected = np.corrcoef([0.5, 1.0, 0.5, 0.0], [13 / 14, 1 / 14, 7 / 14, 13 / 14])[0, 1]
    assert own.plain == pytest.approx(expected)


def test_children_born_later_count() -> None:
    run = Run([0, 0, 0])
    before = run.say(LOOKS)
    grown = Run(PARENTS)
    grown.say(LOOKS)
    after = grown.say({4: "-" * 12, 5: "+-" * 6, 6: "+" * 12})
    assert foresight(before, after)[Estimate.OWN].plain < -0.5


def test_nothing_is_said_of_few_agents_or_of_equal_ones() -> None:
    few = hindsight(Run([0, 1]).say({0: "+", 1: "-", 2: "+"}))
    assert all(isnan(each.plain) and isnan(each.weighted) for each in few.values())
    equal = hindsight(Run(PARENTS).say(dict.fromkeys(range(7), "++")))
    assert isnan(equal[Estimate.OWN, Target.REALISED].plain)
