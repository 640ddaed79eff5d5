"""Verdicts that take the longer to come the worse they are, with many workers side by side."""

from dataclasses import dataclass

import numpy as np
import pytest
from lineages import TASKS, grow

from archive.lineage import Lineage, LineageBuilder, wait_of
from archive.values import Verdict
from engine.lab.simulation import Simulation
from engine.lab.world import Landscape, World
from engine.policies.choose import make_policy
from engine.policies.pending import (
    odds_by_waiting,
    with_expected_abilities,
    with_expected_tallies,
)
from engine.policies.rasch_model import THOROUGH, judge


@dataclass(frozen=True)
class Flattery:
    """By how much shares of resolved tasks are too high whenever the policy decides, on average
    over the agents of whom something runs and something is known.
    """

    seen: float
    """Of verdicts that there are, against all of those that have begun."""
    expected: float
    """The same with what runs counted as what it is likely to come to."""


def flattery(*, slow_failures: float, workers: int = 20) -> Flattery:
    """In two simulated runs by a policy that does not look at tallies."""
    world = World(workers=workers, slow_failures=slow_failures, evaluations=500)
    found = [each for seed in range(2) for each in decisions(world, seed)]
    seen, expected = np.array(found).mean(0) if found else (0.0, 0.0)
    return Flattery(float(seen), float(expected))


def decisions(world: World, seed: int) -> list[tuple[float, float]]:
    simulation = Simulation(Landscape(world, seed), budget=world.budget)
    policy, rng, found = make_policy("random"), np.random.default_rng(seed), []
    while simulation.advance():
        lineage = simulation.lineage
        among = np.unique(lineage.pending_agent)
        found += errors(simulation, among[lineage.resolved[among] + lineage.unresolved[among] > 0])
        simulation.take(policy.decide(lineage, simulation.left, rng))
    return found


def errors(simulation: Simulation, agents: np.ndarray) -> list[tuple[float, float]]:
    """Of shares as they are seen and as they are expected to become, agent by agent."""
    lineage = simulation.lineage
    expected = with_expected_tallies(lineage)
    found = []
    for agent in agents.tolist():
        tasks = lineage.pending_task[lineage.pending_agent == agent]
        coming = int(simulation.nodes[agent].resolved[tasks].sum())
        ended = int(lineage.resolved[agent] + lineage.unresolved[agent])
        truth = (lineage.resolved[agent] + coming) / (ended + len(tasks))
        total = expected.resolved[agent] + expected.unresolved[agent]
        assert total == pytest.approx(ended)
        found.append(
            (lineage.resolved[agent] / ended - truth, expected.resolved[agent] / total - truth)
        )
    return found


def test_where_failing_takes_longer_tallies_flatter_and_expected_tallies_do_not() -> None:
    found = flattery(slow_failures=9.0)
    assert found.seen > 0.04
    assert abs(found.expected) < 0.015


def test_where_failing_is_quick_tallies_belittle_and_expected_tallies_do_not() -> None:
    found = flattery(slow_failures=1 / 9)
    assert found.seen < -0.06
    assert abs(found.expected) < 0.015


def test_where_durations_tell_nothing_neither_is_biased() -> None:
    found = flattery(slow_failures=1.0)
    assert abs(found.seen) < 0.015
    assert abs(found.expected) < 0.015


@pytest.mark.parametrize("policy", ["hgm", "tree-rasch"])
def test_with_one_worker_to_count_what_runs_changes_nothing(policy: str) -> None:
    world, runs = World(evaluations=60, slow_failures=4.0), []
    for pending in (False, True):
        simulation = Simulation(Landscape(world, 0), budget=world.budget)
        decider, rng = make_policy(policy, pending=pending), np.random.default_rng(0)
        while simulation.advance():
            simulation.take(decider.decide(simulation.lineage, simulation.left, rng))
        runs.append(simulation.lineage)
    first, second = runs
    assert first.parent.tolist() == second.parent.tolist()
    assert first.verdict_agent.tolist() == second.verdict_agent.tolist()
    assert first.verdict_task.tolist() == second.verdict_task.tolist()


def waiting(*, resolved_first: bool) -> LineageBuilder:
    """A root and a child. Of the root's evaluations every fifth ends after three that began
    after it, and is the contrary of those. Of the child two run; one has waited for three others.
    """
    builder, verdicts = grow([0], []), (Verdict.RESOLVED, Verdict.UNRESOLVED)
    first, last = verdicts if resolved_first else verdicts[::-1]
    for job in range(10, 110, 5):
        for number in range(5):
            builder.begin_evaluation(job + number, 0, TASKS[number])
        for number in (1, 2, 3):
            builder.finish_evaluation(job + number, first)
        builder.finish_evaluation(job, last)
        builder.finish_evaluation(job + 4, first)
    builder.begin_evaluation(200, 1, TASKS[3])
    for job in (201, 202, 203):
        builder.begin_evaluation(job, 0, TASKS[5])
        builder.finish_evaluation(job, Verdict.RESOLVED)
    builder.begin_evaluation(209, 1, TASKS[4])
    return builder


def test_who_waits_long_where_failures_are_slow_has_probably_failed() -> None:
    lineage = waiting(resolved_first=True).view()
    assert lineage.pending_wait.tolist() == [wait_of(3), 0]
    late, new = odds_by_waiting(lineage)
    assert late < 0.5
    assert new == pytest.approx(1.0)
    assert odds_by_waiting(waiting(resolved_first=False).view())[0] > 2


def test_before_anything_is_known_of_waiting_it_says_nothing() -> None:
    builder = grow([0], [(0, 0, True)])
    builder.begin_evaluation(9, 1, TASKS[1])
    assert odds_by_waiting(builder.view()).tolist() == [1.0]
    assert odds_by_waiting(grow([], []).view()).tolist() == []


def clade_sums(lineage: Lineage) -> tuple[float, float]:
    return float(lineage.clade_resolved[0]), float(lineage.clade_unresolved[0])


def test_expected_tallies_add_up_to_the_root_clades() -> None:
    lineage = waiting(resolved_first=True).view()
    expected = with_expected_tallies(lineage)
    resolved, unresolved = clade_sums(expected)
    assert resolved == pytest.approx(expected.resolved.sum())
    assert unresolved == pytest.approx(expected.unresolved.sum())
    assert resolved + unresolved == pytest.approx(len(lineage.verdict_agent))
    assert lineage.resolved.dtype == np.int64


def test_a_lineage_of_which_nothing_runs_is_left_as_it_is() -> None:
    lineage = grow([0], [(1, 0, True)]).view()
    (judgement,) = judge([lineage])
    assert with_expected_tallies(lineage) is lineage
    assert with_expected_abilities(lineage, judgement) is judgement


def test_an_ability_falls_with_every_evaluation_that_waits_too_long() -> None:
    late, early = waiting(resolved_first=True).view(), waiting(resolved_first=False).view()
    for lineage, falls in ((late, True), (early, False)):
        (judgement,) = judge([lineage], sweeps=THOROUGH)
        after = with_expected_abilities(lineage, judgement)
        assert (after.ability[1] < judgement.ability[1]) == falls
        assert after.ability[0] == judgement.ability[0]
        assert after.variance[1] <= judgement.variance[1]
