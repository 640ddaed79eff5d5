from dataclasses import replace

import numpy as np
import pytest

from engine.lab.regimes import ASYNC, MAIN, REGIMES, STRESS
from engine.lab.world import Landscape, Node, World


def test_an_expansion_and_a_verdict_are_the_same_whatever_happened_before() -> None:
    one, two = Landscape(World(), 7), Landscape(World(), 7)
    for number in (5, 0, 3):
        two.expand(two.root, number)
    first, second = one.expand(one.root, 3), two.expand(two.root, 3)
    assert first.seconds == second.seconds
    assert first.child is not None
    assert second.child is not None
    assert (first.child.resolved == second.child.resolved).all()
    grandchildren = one.expand(first.child, 0).child, two.expand(second.child, 0).child
    assert grandchildren[0] is not None
    assert grandchildren[1] is not None
    assert grandchildren[0].ability == grandchildren[1].ability


def test_another_seed_or_another_place_in_the_tree_is_another_agent() -> None:
    landscape = Landscape(World(), 1)
    children = born(landscape, landscape.root, 20)
    assert len({child.ability for child in children}) == len(children)
    assert Landscape(World(), 2).root.ability != landscape.root.ability


def born(landscape: Landscape, parent: Node, count: int) -> list[Node]:
    births = (landscape.expand(parent, number).child for number in range(count))
    return [child for child in births if child is not None]


@pytest.mark.parametrize("number", REGIMES)
def test_the_root_starts_where_its_regime_says(number: str) -> None:
    world = REGIMES[number].world
    roots = [Landscape(world, seed).root.accuracy for seed in range(5)]
    assert np.allclose(roots, world.start, atol=0.01)


def test_there_are_26_regimes_and_10_that_strain() -> None:
    assert len(MAIN) == 26
    assert len(STRESS) == 10
    assert len({regime.name for regime in REGIMES.values()}) == 36 + len(ASYNC)
    assert set(MAIN) | set(STRESS) | set(ASYNC) == set(REGIMES)


def test_slow_failures_change_how_long_verdicts_take_and_nothing_else() -> None:
    plain, slow = (Landscape(World(slow_failures=each), 2).root for each in (1.0, 4.0))
    assert np.array_equal(plain.resolved, slow.resolved)
    factor = np.where(plain.resolved, 0.5, 2.0)
    assert slow.seconds == pytest.approx(factor * plain.seconds)


def test_two_units_lift_the_root_by_thirty_points() -> None:
    landscape = Landscape(World(interaction=0.0), 3)
    tasks = landscape.tasks
    ability = tasks.root + 2 * tasks.unit
    chances = 1 / (1 + np.exp(-tasks.discrimination * (ability - tasks.difficulty)))
    assert chances.mean() == pytest.approx(0.5, abs=1e-6)


def test_a_share_of_children_is_broken_and_resolves_nothing() -> None:
    landscape = Landscape(World(broken=0.4), 1)
    children = born(landscape, landscape.root, 1000)
    assert 930 <= len(children) <= 970
    broken = [child for child in children if child.broken]
    assert 0.35 < len(broken) / len(children) < 0.45
    assert not any(child.resolved.any() for child in broken)
    again = born(landscape, broken[0], 200)
    assert sum(child.broken for child in again) > 160


def test_verdicts_follow_chances_but_for_flips() -> None:
    landscape = Landscape(World(tasks=2000), 1)
    root = landscape.root
    assert abs(root.resolved.mean() - root.chances.mean()) < 0.02
    flaky = Landscape(World(tasks=2000, flips=0.12), 1).root
    expected = flaky.chances.mean() * 0.88 + (1 - flaky.chances.mean()) * 0.12
    assert abs(flaky.resolved.mean() - expected) < 0.03


def test_a_flat_world_has_no_better_agents_and_a_default_one_has() -> None:
    def share_better(world: World) -> float:
        landscape = Landscape(world, 4)
        children = born(landscape, landscape.root, 300)
        return float(np.mean([child.ability > landscape.root.ability for child in children]))

    assert share_better(REGIMES["37"].world) < 0.05
    assert share_better(World()) > 0.2


def test_depth_makes_progress_harder_where_the_world_tires() -> None:
    tiring = replace(World(broken=0.001, wandering=0.0), fatigue=0.2)
    landscape = Landscape(tiring, 1)
    node, rises = landscape.root, []
    for _ in range(6):
        children = born(landscape, node, 200)
        rises.append(np.median([child.ability - node.ability for child in children]))
        node = children[0]
    assert rises[-1] < rises[0] - 0.5 * landscape.tasks.unit
