import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.lab.lockstep import CHECKPOINTS, simulate
from engine.lab.regimes import REGIMES
from engine.lab.simulation import Simulation
from engine.lab.world import Landscape, World
from engine.policies.choose import POLICIES, make_policy
from engine.policies.policy import Evaluate, Expand

SMALL = World(tasks=12, evaluations=60)


def drive(simulation: Simulation, policy: str, seed: int = 0) -> list[Expand | Evaluate]:
    decider, rng, actions = make_policy(policy), np.random.default_rng(seed), []
    while simulation.advance():
        action = decider.decide(simulation.lineage, simulation.left, rng)
        if action is not None:
            actions.append(action)
        simulation.take(action)
    return actions


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_meets_the_same_verdicts_and_children(policy: str) -> None:
    simulation = Simulation(Landscape(SMALL, 3), budget=SMALL.budget)
    drive(simulation, policy)
    lineage, landscape = simulation.lineage, Landscape(SMALL, 3)
    nodes, attempts = {0: landscape.root}, dict.fromkeys(range(len(lineage)), 0)
    for agent in range(1, len(lineage)):
        parent = int(lineage.parent[agent])
        while (birth := landscape.expand(nodes[parent], attempts[parent])).child is None:
            attempts[parent] += 1
        attempts[parent] += 1
        nodes[agent] = birth.child
    for agent, node in nodes.items():
        assert all(node.resolved[task] == seen for task, seen in lineage.outcomes(agent).items())
    assert len(lineage) > 2


@settings(deadline=None, max_examples=30)
@given(
    policy=st.sampled_from([*POLICIES]),
    workers=st.integers(1, 8),
    seed=st.integers(0, 1000),
    root_known=st.booleans(),
)
def test_a_simulated_run_respects_its_ledger_and_its_workers(
    policy: str, workers: int, seed: int, root_known: bool
) -> None:
    world = World(tasks=12, evaluations=30, workers=workers, root_known=root_known)
    simulation = Simulation(Landscape(world, seed), budget=world.budget)
    actions = drive(simulation, policy, seed)
    spent, lineage = simulation.ledger.spent, simulation.lineage
    free = world.tasks if root_known else 0
    assert spent.evaluations == sum(isinstance(each, Evaluate) for each in actions)
    assert spent.expansions == sum(isinstance(each, Expand) for each in actions)
    assert lineage.evaluations_started == spent.evaluations + free
    assert lineage.clade(0).total == spent.evaluations + free
    assert lineage.expanding.sum() == lineage.evaluating.sum() == 0
    assert spent.work >= world.budget
    longest = max(
        [birth.seconds for node in simulation.nodes for birth in node.expansions.values()]
        + [float(node.seconds.max()) for node in simulation.nodes]
    )
    assert spent.work <= world.budget + workers * longest
    assert spent.work / workers - 1e-9 <= simulation.clock <= spent.work + 1e-9


def test_workers_share_the_time() -> None:
    spans = {}
    for workers in (1, 4):
        world = World(tasks=30, evaluations=200, workers=workers)
        simulation = Simulation(Landscape(world, 1), budget=world.budget)
        drive(simulation, "hgm")
        spans[workers] = simulation.clock
    assert spans[4] < spans[1] / 3


@pytest.mark.parametrize("policy", ["hgm", "tree-rasch"])
def test_the_same_seed_gives_the_same_run_in_whatever_company(policy: str) -> None:
    decider = make_policy(policy)
    alone = simulate(SMALL, decider, [5])
    assert simulate(SMALL, decider, [4, 5, 6])[1] == alone[0]
    assert simulate(SMALL, decider, [6]) != alone


def test_the_curve_ends_where_the_run_ends() -> None:
    (outcome,) = simulate(SMALL, make_policy("tree-rasch"), [2])
    assert len(outcome.curve) == CHECKPOINTS
    assert outcome.curve[-1] == outcome.accuracy
    assert outcome.accuracy <= outcome.best


@pytest.mark.parametrize("policy", ["hgm", "tree-rasch", "best-of-n"])
def test_no_policy_gains_anything_in_a_flat_world(policy: str) -> None:
    outcomes = simulate(REGIMES["37"].world, make_policy(policy), range(8))
    assert np.mean([outcome.accuracy for outcome in outcomes]) < 0.23


def test_search_gains_where_edits_help() -> None:
    outcomes = simulate(World(evaluations=300), make_policy("tree-rasch"), range(8))
    assert np.mean([outcome.accuracy for outcome in outcomes]) > 0.3
