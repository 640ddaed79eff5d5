from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lineages import TASKS, grow, histories

from archive.lineage import Lineage
from engine.best import best_belief
from engine.budget import BudgetLeft
from engine.policies.forest import ROOT_VARIANCE, STEP_VARIANCE, Forest, pass_messages
from engine.policies.policy import Evaluate, Expand
from engine.policies.rasch_model import THOROUGH, judge
from engine.policies.tree_rasch import TreeRasch, choose_parent
from engine.policies.verdict_table import Floats

FULL = BudgetLeft(1.0)
RNG = np.random.default_rng(0)


def in_order(forest: Forest, values: Floats) -> Floats:
    return np.asarray(values[forest.place])


@given(histories(), st.integers(0, 2**31), st.floats(-1, 1))
def test_messages_are_equal_to_inverting_the_whole_precision_matrix(
    history: tuple[list[int], Any], seed: int, drift: float
) -> None:
    parents, _ = history
    forest = Forest.of([grow(parents, []).view()])
    agents, rng = len(parents) + 1, np.random.default_rng(seed)
    precision = rng.exponential(size=agents) * (rng.random(agents) < 0.7)
    information = precision * rng.normal(size=agents)
    dense = np.diag(precision)
    linear = information.copy()
    dense[0, 0] += 1 / ROOT_VARIANCE
    for child, parent in enumerate(parents, start=1):
        edge = np.zeros(agents)
        edge[child], edge[parent] = 1, -1
        dense += np.outer(edge, edge) / STEP_VARIANCE
        linear += edge * drift / STEP_VARIANCE
    covariance = np.linalg.inv(dense)
    placed = np.argsort(forest.place)
    messages = pass_messages(forest, precision[placed], information[placed], np.full(agents, drift))
    assert np.allclose(in_order(forest, messages.variance), np.diag(covariance))
    assert np.allclose(in_order(forest, messages.mean), covariance @ linear)


@given(histories(), st.integers(0, 2**31))
def test_the_prediction_from_the_parent_leaves_out_the_agent_and_all_below_it(
    history: tuple[list[int], Any], seed: int
) -> None:
    parents, _ = history
    agents, rng = len(parents) + 1, np.random.default_rng(seed)
    forest = Forest.of([grow(parents, []).view()])
    precision = rng.exponential(size=agents)
    information = precision * rng.normal(size=agents)
    placed, still = np.argsort(forest.place), np.zeros(agents)
    whole = pass_messages(forest, precision[placed], information[placed], still)
    agent = int(rng.integers(agents))
    below = [agent]
    for child, parent in enumerate(parents, start=1):
        below += [child] * (parent in below)
    precision[below] = information[below] = 0.0
    without = pass_messages(forest, precision[placed], information[placed], still)
    place = forest.place[agent]
    assert np.isclose(whole.cavity_mean[place], without.mean[place])
    assert np.isclose(whole.cavity_variance[place], without.variance[place])


@settings(deadline=None)
@given(histories(), st.data())
def test_the_order_in_which_verdicts_came_changes_nothing(
    history: tuple[list[int], list[tuple[int, int, bool]]], data: st.DataObject
) -> None:
    parents, verdicts = history
    other = data.draw(st.permutations(verdicts))
    one, two = grow(parents, verdicts).view(), grow(parents, list(other)).view()
    assert_same_judgement(one, two)
    policy = TreeRasch(alpha=0.75)
    for fraction in (1.0, 0.01):
        assert policy.decide(one, BudgetLeft(fraction), RNG) == policy.decide(
            two, BudgetLeft(fraction), RNG
        )
    assert best_belief(one, policy) == best_belief(two, policy)


@given(st.lists(histories(), min_size=1, max_size=3))
def test_a_policy_that_has_decided_before_decides_as_a_new_one(
    histories: list[tuple[list[int], list[tuple[int, int, bool]]]],
) -> None:
    used, lineages = TreeRasch(alpha=0.75), [grow(*history).view() for history in histories]
    for lineage in [*lineages, *reversed(lineages)]:
        assert used.decide(lineage, FULL, RNG) == TreeRasch(alpha=0.75).decide(lineage, FULL, RNG)


def test_verdicts_gone_through_in_small_blocks_come_to_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    verdicts = [(agent, task, (agent + task) % 3 > 0) for agent in range(6) for task in range(8)]
    lineage = grow([0, 0, 1, 1, 4], verdicts).view()
    (whole,) = judge([lineage])
    monkeypatch.setattr("engine.policies.verdict_table.BLOCK", 7)
    (cut,) = judge([lineage])
    assert np.allclose(whole.ability, cut.ability, rtol=0, atol=1e-12)
    assert np.allclose(whole.difficulty, cut.difficulty, rtol=0, atol=1e-12)


@given(histories(), st.integers(1, 20))
def test_errors_change_no_judgement(
    history: tuple[list[int], list[tuple[int, int, bool]]], errors: int
) -> None:
    parents, verdicts = history
    with_errors = grow(parents, verdicts, errors=errors).view()
    assert with_errors.errors == errors
    assert_same_judgement(grow(parents, verdicts).view(), with_errors)


def assert_same_judgement(one: Lineage, two: Lineage) -> None:
    (first,), (second,) = judge([one]), judge([two])
    for name in ("ability", "variance", "sound", "difficulty", "difficulty_variance", "drift"):
        assert np.allclose(getattr(first, name), getattr(second, name), rtol=0, atol=1e-12), name


@given(st.lists(histories(), min_size=2, max_size=4))
def test_lineages_judged_together_are_judged_as_each_alone(
    histories: list[tuple[list[int], list[tuple[int, int, bool]]]],
) -> None:
    lineages = [grow(*history).view() for history in histories]
    policy, count = TreeRasch(alpha=0.75), len(lineages)
    together = policy.decide_all(lineages, [FULL] * count, [RNG] * count)
    assert together == [policy.decide(lineage, FULL, RNG) for lineage in lineages]
    for lower, lineage in zip(policy.lower_all(lineages), lineages, strict=True):
        assert np.allclose(lower, policy.belief(lineage).lower, rtol=0, atol=1e-12)


@settings(deadline=None)
@given(histories())
def test_sweeps_end_where_nothing_moves(
    history: tuple[list[int], list[tuple[int, int, bool]]],
) -> None:
    lineage = grow(*history).view()
    (nearly,), (there,) = judge([lineage], sweeps=THOROUGH), judge([lineage], sweeps=400)
    assert np.allclose(nearly.ability, there.ability, atol=0.02)
    assert np.allclose(nearly.difficulty, there.difficulty, atol=0.02)


@given(histories())
def test_beliefs_are_shares_and_a_clade_is_worth_at_least_what_is_in_it(
    history: tuple[list[int], list[tuple[int, int, bool]]],
) -> None:
    lineage, policy = grow(*history).view(), TreeRasch(alpha=0.75)
    belief, metaproductivity = policy.belief(lineage), policy.metaproductivity(lineage)
    assert (belief.low <= belief.accuracy).all()
    assert (belief.accuracy <= belief.high).all()
    for shares in (belief.lower, belief.low, belief.high, metaproductivity):
        assert ((shares >= 0) & (shares <= 1)).all()
    for agent, parent in enumerate(lineage.parent[1:], start=1):
        assert metaproductivity[parent] >= metaproductivity[agent]


def test_an_agent_evaluated_on_every_task_is_believed_to_be_what_it_was_seen_to_be() -> None:
    verdicts = [(0, task, task < 3) for task in range(len(TASKS))]
    belief = TreeRasch(alpha=0.75).belief(grow([0], verdicts).view())
    assert belief.accuracy[0] == belief.low[0] == belief.high[0] == 3 / len(TASKS)
    assert belief.low[1] < belief.accuracy[1] < belief.high[1]


def test_resolving_hard_tasks_is_worth_more_than_resolving_easy_ones() -> None:
    siblings = [0] * 6
    verdicts = [(agent, task, task < 4) for agent in range(5) for task in range(8)]
    verdicts += [(5, task, True) for task in (0, 1, 2)] + [(5, task, False) for task in (3,)]
    verdicts += [(6, task, True) for task in (5, 6, 7)] + [(6, task, False) for task in (4,)]
    belief = TreeRasch(alpha=0.75).belief(grow(siblings, verdicts).view())
    assert belief.accuracy[6] > belief.accuracy[5] + 0.2
    assert belief.lower[6] > belief.lower[5]


def test_a_good_grandchild_speaks_for_the_agents_between() -> None:
    verdicts = [(0, task, task < 2) for task in range(8)]
    verdicts += [(3, task, True) for task in range(8)]
    (judgement,) = judge([grow([0, 1, 2, 0], verdicts).view()])
    assert judgement.ability[3] > judgement.ability[2] > judgement.ability[1]
    assert judgement.ability[1] > judgement.ability[4] + 0.1


def test_a_child_that_resolves_nothing_of_a_good_parent_is_held_to_be_broken() -> None:
    verdicts = [(0, task, True) for task in range(6)] + [(1, task, False) for task in range(6)]
    lineage = grow([0, 0], verdicts).view()
    (judgement,) = judge([lineage])
    assert judgement.sound[1] < 0.01
    assert judgement.sound[0] == 1
    assert judgement.ability[0] - judgement.ability[2] < 0.5, "its failures say nothing of siblings"
    action = TreeRasch(alpha=0.01).decide(lineage, FULL, RNG)
    assert isinstance(action, Evaluate)
    assert action.agent == 2


def test_a_root_that_resolves_nothing_is_not_broken_and_can_be_expanded() -> None:
    verdicts = [(0, task, False) for task in range(4)]
    lineage = grow([], verdicts).view()
    assert judge([lineage])[0].sound[0] == 1
    assert TreeRasch(alpha=0.75).decide(lineage, FULL, RNG) == Expand(0)


def test_a_new_agent_is_evaluated_before_another_is_made() -> None:
    builder = grow([0], [(0, task, task < 4) for task in range(8)])
    policy = TreeRasch(alpha=2.0)
    action = policy.decide(builder.view(), FULL, RNG)
    assert isinstance(action, Evaluate)
    assert action.agent == 1
    builder.begin_evaluation(1000, 1, action.task)
    assert isinstance(policy.decide(builder.view(), FULL, RNG), Expand)


@pytest.mark.parametrize(("cost", "kind"), [(1.0, Expand), (5.0, Expand), (20.0, Evaluate)])
def test_dear_expansions_are_made_less_often(cost: float, kind: type) -> None:
    # 28 evaluations and 5 agents: 28^0.5 = 5.3 allows a sixth at the usual cost, half of it none.
    verdicts = [(agent, task, task < 4) for agent in range(4) for task in range(6)]
    verdicts += [(4, task, task < 2) for task in range(4)]
    lineage = grow([0] * 4, verdicts).view()
    action = TreeRasch(alpha=0.5).decide(lineage, BudgetLeft(1.0, expansion_cost=cost), RNG)
    assert isinstance(action, kind)


def test_pending_work_lowers_what_more_of_it_is_worth() -> None:
    verdicts = [(agent, task, task < 4) for agent in range(3) for task in range(6)]
    builder = grow([0, 0], verdicts)
    policy, chosen = TreeRasch(alpha=1.2), []
    for job in range(1000, 1006):
        action = policy.decide(builder.view(), FULL, RNG)
        assert isinstance(action, Expand)
        chosen.append(action.agent)
        builder.begin_expansion(job, action.agent)
    assert set(chosen) == {0, 1, 2}


def test_pending_evaluations_send_the_next_worker_to_another_agent() -> None:
    builder = grow([0, 0, 0], [(0, task, task < 4) for task in range(8)])
    policy, chosen = TreeRasch(alpha=0.01), []
    for job in range(1000, 1003):
        action = policy.decide(builder.view(), FULL, RNG)
        assert isinstance(action, Evaluate)
        chosen.append(action.agent)
        builder.begin_evaluation(job, action.agent, action.task)
    assert sorted(chosen) == [1, 2, 3]


def test_the_next_task_is_near_the_agents_level() -> None:
    verdicts = [(agent, task, task < 3) for agent in range(4) for task in range(8)]
    lineage = grow([0, 0, 0, 0], verdicts).view()
    action = TreeRasch(alpha=0.01).decide(lineage, FULL, RNG)
    assert isinstance(action, Evaluate)
    (judgement,) = judge([lineage])
    gaps = np.abs(judgement.ability[4] - judgement.difficulty)
    assert gaps[lineage.tasks.index(action.task)] == pytest.approx(gaps.min(), abs=1e-6)


def test_the_end_of_the_budget_verifies_whoever_looks_best_and_expands_nobody() -> None:
    verdicts = [(0, task, task < 3) for task in range(8)] + [(2, 0, False), (3, 0, False)]
    verdicts += [(1, task, True) for task in range(6)]
    lineage = grow([0, 0, 0], verdicts).view()
    policy = TreeRasch(alpha=2.0)
    assert isinstance(policy.decide(lineage, FULL, RNG), Expand)
    action = policy.decide(lineage, BudgetLeft(0.05), RNG)
    assert isinstance(action, Evaluate)
    assert action.agent == 1


def test_the_best_parent_is_the_one_whose_child_may_be_the_best() -> None:
    verdicts = [(0, task, task < 2) for task in range(8)]
    verdicts += [(1, task, task < 7) for task in range(8)] + [(2, 0, True)]
    lineage = grow([0, 0], verdicts).view()
    assert choose_parent(lineage, judge([lineage])[0], np.arange(3)) == 1


def test_a_chain_of_three_thousand_agents_is_judged() -> None:
    verdicts = [(agent, agent % 8, agent % 3 > 0) for agent in range(0, 3001, 2)]
    lineage = grow(list(range(3000)), verdicts).view()
    (judgement,) = judge([lineage])
    assert np.isfinite(judgement.ability).all()
    assert (judgement.variance > 0).all()
    assert TreeRasch(alpha=0.75).decide(lineage, FULL, RNG) is not None
