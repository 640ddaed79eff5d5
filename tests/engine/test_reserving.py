"""A share of the expansions for the Pareto set."""

import numpy as np
import pytest
from lineages import grow

from archive.lineage import LineageBuilder
from archive.values import ExpansionOutcome
from engine.budget import BudgetLeft
from engine.configuration import Configuration, InvalidConfiguration
from engine.lab.simulation import Simulation
from engine.lab.world import Landscape, World
from engine.policies.choose import POLICIES, make_policy
from engine.policies.pareto import pareto_set
from engine.policies.policy import BatchedPolicy, Evaluate, Expand
from engine.policies.reserving import Reserving
from engine.run_record import policy_of

FULL = BudgetLeft(1.0)
SHARES = (0.0, 0.1, 0.2, 0.25, 0.5, 1.0)


def parents(policy: str, share: float) -> list[tuple[int, bool]]:
    """Of every expansion of a simulated run: the parent, and whether it was in the set."""
    world = World(tasks=12, evaluations=80)
    simulation = Simulation(Landscape(world, 1), budget=world.budget)
    decider, rng = make_policy(policy, pareto_share=share), np.random.default_rng(0)
    found = []
    while simulation.advance():
        action = decider.decide(simulation.lineage, simulation.left, rng)
        if isinstance(action, Expand):
            found.append((action.agent, action.agent in pareto_set(simulation.lineage)))
        simulation.take(action)
    return found


@pytest.mark.parametrize("policy", [name for name in POLICIES if name != "best-of-n"])
def test_every_fifth_expansion_is_of_a_member(policy: str) -> None:
    found = parents(policy, 0.2)
    assert len(found) > 9
    assert all(member for _, member in found[4::5])


@pytest.mark.parametrize("policy", ["hgm", "tree-rasch"])
def test_all_of_them_are_where_all_are_reserved(policy: str) -> None:
    assert all(member for _, member in parents(policy, 1.0))


@pytest.mark.parametrize("policy", POLICIES)
def test_nothing_is_reserved_unless_it_is_asked_for(policy: str) -> None:
    assert type(make_policy(policy)) is type(make_policy(policy, pareto_share=0.0))
    assert parents(policy, 0.0) == parents(policy, 1e-9)


@pytest.mark.parametrize("share", SHARES)
def test_so_large_a_share_is_reserved_whatever_the_number(share: float) -> None:
    policy = Reserving(make_policy("greedy"), share)
    assert sum(policy.is_reserved(number) for number in range(1000)) == pytest.approx(
        1000 * share, abs=1
    )


def fork() -> LineageBuilder:
    """Agent 1 resolves most; agents 2 and 3 something that nobody else does, and 4 nothing new."""
    verdicts = [(1, task, True) for task in range(5)]
    return grow([0, 0, 1, 1], [*verdicts, (2, 5, True), (3, 6, True), (4, 0, True), (0, 7, False)])


def test_members_are_drawn_in_proportion_to_the_tasks_that_they_resolved() -> None:
    lineage = fork().view()
    policy = make_policy("tree-rasch", pareto_share=1.0)
    rng, chosen = np.random.default_rng(0), []
    for _ in range(300):
        action = policy.decide(lineage, FULL, rng)
        if isinstance(action, Expand):
            chosen.append(action.agent)
    assert len(chosen) == 300
    shares = np.bincount(chosen, minlength=5) / 300
    assert shares.tolist() == pytest.approx([0, 5 / 7, 1 / 7, 1 / 7, 0], abs=0.1)


def test_a_member_that_cannot_be_a_parent_is_passed_over() -> None:
    builder = grow([0], [(1, 0, True), (0, 1, True)])
    for job in range(10, 15):
        builder.begin_expansion(job, 1)
        builder.finish_expansion(job, ExpansionOutcome.FAILED)
    policy, rng = make_policy("greedy", alpha=2.0, pareto_share=1.0), np.random.default_rng(0)
    actions = [policy.decide(builder.view(), FULL, rng) for _ in range(20)]
    assert {each.agent for each in actions if isinstance(each, Expand)} <= {0}


def test_many_runs_at_once_are_decided_as_each_alone() -> None:
    lineages = [fork().view(), grow([0], [(1, 0, True), (0, 1, False)]).view(), grow([], []).view()]
    policy = make_policy("tree-rasch", alpha=2.0, pareto_share=1.0)
    assert isinstance(policy, BatchedPolicy)
    together = policy.decide_all(lineages, [FULL] * 3, [np.random.default_rng(7) for _ in range(3)])
    alone = [policy.decide(each, FULL, np.random.default_rng(7)) for each in lineages]
    assert together == alone
    assert any(isinstance(each, Expand | Evaluate) for each in together)


def test_a_run_can_ask_for_it_and_best_of_n_cannot() -> None:
    asked = Configuration.build({"policy": "hgm", "pareto_share": 0.2})
    assert policy_of(asked).name == "hgm"
    for share in (-0.1, 1.5):
        with pytest.raises(InvalidConfiguration, match="pareto_share"):
            Configuration.build({"pareto_share": share})
    with pytest.raises(InvalidConfiguration, match="expands the root alone"):
        Configuration.build({"policy": "best-of-n", "pareto_share": 0.2})


@pytest.mark.parametrize("policy", ["dgm", "random"])
def test_who_does_not_go_by_estimates_cannot_count_what_runs(policy: str) -> None:
    with pytest.raises(InvalidConfiguration, match="ount_pending is nothing for"):
        Configuration.build({"policy": policy, "count_pending": True})
    assert policy_of(Configuration.build({"count_pending": True})).name == "tree-rasch"
