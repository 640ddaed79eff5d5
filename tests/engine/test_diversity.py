import numpy as np
from hypothesis import given, settings
from lineages import grow, histories

from archive.lineage import Lineage
from engine.diversity import (
    DepthTrend,
    better_than_parent,
    depth_trend,
    gains,
    measure,
    offspring,
)
from engine.effect import effect
from engine.lab.simulation import Simulation
from engine.lab.world import Landscape, World
from engine.policies.choose import make_policy
from engine.policies.pareto import pareto_set
from engine.policies.rasch_model import THOROUGH, Judgement, judge

MANY_TASKS = tuple(f"task-{number}" for number in range(60))


def judged(lineage: Lineage) -> Judgement:
    return judge([lineage], sweeps=THOROUGH)[0]


def chain(shares: list[float]) -> Lineage:
    """Every agent the child of the one before; each resolves the easiest of the tasks."""
    verdicts = [
        (agent, task, task < share * len(MANY_TASKS))
        for agent, share in enumerate(shares)
        for task in range(len(MANY_TASKS))
    ]
    return grow(list(range(len(shares) - 1)), verdicts, tasks=MANY_TASKS).view()


# -- the Pareto set


def test_whoever_alone_resolves_a_task_is_in_the_set() -> None:
    lineage = grow([0, 0], [(0, 0, True), (0, 1, True), (1, 0, True), (2, 2, True)]).view()
    found = pareto_set(lineage)
    assert dict(found.tasks) == {0: 2, 2: 1}
    assert found.covered == 3
    assert 1 not in found


def test_of_agents_that_resolve_the_same_the_oldest_stays() -> None:
    lineage = grow([0, 1], [(agent, 0, True) for agent in (2, 1, 0)]).view()
    assert list(pareto_set(lineage).tasks) == [0]


def test_a_task_that_nobody_tried_or_resolved_puts_nobody_in_the_set() -> None:
    assert len(pareto_set(grow([0], [(0, 0, False)]).view())) == 0


@given(histories())
def test_the_set_covers_what_anybody_resolved_and_nobody_in_it_is_to_spare(
    history: tuple[list[int], list[tuple[int, int, bool]]],
) -> None:
    lineage = grow(*history).view()
    resolved = [
        {task for task, verdict in lineage.outcomes(agent).items() if verdict}
        for agent in range(len(lineage))
    ]
    found = pareto_set(lineage)
    assert set().union(*(resolved[agent] for agent in found.tasks)) == set().union(*resolved)
    assert found.covered == len(set().union(*resolved))
    for agent, tasks in found.tasks.items():
        others = set().union(*(resolved[each] for each in found.tasks if each != agent))
        assert tasks == len(resolved[agent])
        assert resolved[agent] - others


# -- children and their parents


@given(histories())
def test_gains_are_the_effects_of_every_self_modification(
    history: tuple[list[int], list[tuple[int, int, bool]]],
) -> None:
    lineage = grow(*history).view()
    both, gained, lost = gains(lineage)
    assert (both[0], gained[0], lost[0]) == (0, 0, 0)
    for child in range(1, len(lineage)):
        seen = effect(lineage, child)
        expected = (seen.both, len(seen.gained), len(seen.lost))
        assert (both[child], gained[child], lost[child]) == expected


@given(histories())
@settings(max_examples=30)
def test_shares_and_intervals_are_in_order_for_every_history(
    history: tuple[list[int], list[tuple[int, int, bool]]],
) -> None:
    found = measure(grow(*history).view())
    if found.offspring is None:
        return
    assert 0 <= found.offspring.low <= found.offspring.share <= found.offspring.high <= 1
    assert found.offspring.better + found.offspring.worse <= found.offspring.children


def test_of_children_without_verdicts_nothing_is_said() -> None:
    lineage = grow([0] * 40, [(0, 0, True)]).view()
    found = offspring(lineage, judged(lineage))
    assert (found.measured, found.better, found.worse) == (0, 0, 0)
    assert found.low < 0.05
    assert found.high > 0.95


def test_better_children_are_seen_to_be_better() -> None:
    better = chain([0.2, 0.4, 0.6, 0.8, 0.95])
    found = offspring(better, judged(better))
    assert (found.better, found.worse) == (4, 0)
    assert found.low > 0.4
    assert found.lost == 0
    worse = chain([0.95, 0.8, 0.6, 0.4, 0.2])
    assert offspring(worse, judged(worse)).high < 0.6


def test_a_child_that_resolves_nothing_is_not_better_than_its_parent() -> None:
    lineage = chain([0.5, 0.0])
    assert better_than_parent(lineage, judged(lineage))[1] < 0.01


# -- depth


def test_gains_that_shrink_with_depth_are_warned_of() -> None:
    rises = [0.2, 0.12, 0.08, 0.04, 0.0, -0.02, -0.04, -0.06, -0.08]
    lineage = chain([0.1, *(0.1 + np.cumsum(rises))])
    found = depth_trend(lineage, judged(lineage))
    assert found is not None
    assert found.tires
    assert found.gain > 5
    assert found.deepest == 9
    assert "worth" in (found.warning or "")


def test_even_gains_are_not_warned_of() -> None:
    lineage = chain([0.1 + 0.08 * level for level in range(10)])
    found = depth_trend(lineage, judged(lineage))
    assert found is not None
    assert found.warning is None
    assert found.low < 0 < found.high


def test_few_children_have_no_trend() -> None:
    lineage = chain([0.2, 0.4, 0.5])
    assert depth_trend(lineage, judged(lineage)) is None


def warnings(*, fatigue: float) -> int:
    """In how many of three simulated runs depth is said to tire."""
    world = World(gain=0.0, wandering=0.0, regression=0.0, fatigue=fatigue, evaluations=600)
    trends = [measure(searched(world, seed)).trend for seed in range(3)]
    return sum(isinstance(trend, DepthTrend) and trend.tires for trend in trends)


def searched(world: World, seed: int) -> Lineage:
    """A whole simulated run's lineage."""
    simulation = Simulation(Landscape(world, seed), budget=world.budget)
    policy, rng = make_policy("tree-rasch"), np.random.default_rng(seed)
    while simulation.advance():
        simulation.take(policy.decide(simulation.lineage, simulation.left, rng))
    return simulation.lineage


def test_depth_fatigue_is_found_where_it_is() -> None:
    assert warnings(fatigue=0.12) >= 2


def test_and_only_there() -> None:
    assert warnings(fatigue=0.0) == 0


def test_of_a_large_lineage_only_what_is_cheap_is_measured() -> None:
    lineage = grow([0, 0, 1], [(0, 0, True)]).view()
    found = measure(lineage, most=3)
    assert found.offspring is None
    assert found.trend is None
    assert len(found.pareto) == 1
