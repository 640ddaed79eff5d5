from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from worlds import tiny_agent

from archive.store import Archive
from archive.values import Verdict
from engine.configuration import Configuration, InvalidConfiguration
from engine.lab.advice import advise, best_of, try_workers
from engine.lab.analysis import compare
from engine.lab.experiment import Arm, Cell, Results, run_all
from engine.lab.fit import Fitted, fit
from engine.lab.world import Landscape, World
from engine.policies.choose import make_policy
from engine.policies.policy import Evaluate, Expand
from engine.run_record import RunRecord

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def write_run(
    folder: Path, world: World, *, jobs: int, seconds: float = 3.0, seed: int = 1
) -> None:
    """An archive as hgm evolve would leave it, of a run in a simulated world."""
    record = RunRecord(Configuration(policy="tree-rasch", workers=3), "", "0")
    tasks = [f"task-{number}" for number in range(world.tasks)]
    landscape, policy = Landscape(world, seed), make_policy("tree-rasch")
    nodes, attempts = [landscape.root], [0]
    from engine.budget import BudgetLeft

    with Archive.create(
        folder, configuration=record.to_json(), root=tiny_agent(), tasks=tasks, created_at=NOW
    ) as archive:
        for number in range(jobs):
            match policy.decide(archive.lineage(), BudgetLeft(1.0), np.random.default_rng(0)):
                case Evaluate(agent, task):
                    row = archive.begin_evaluation(agent, task, sealed=False, seed=0, at=NOW)
                    index = tasks.index(task)
                    resolved = nodes[agent].resolved[index]
                    archive.finish_evaluation(
                        row.id,
                        Verdict.RESOLVED if resolved else Verdict.UNRESOLVED,
                        seconds=seconds * nodes[agent].seconds[index],
                    )
                case Expand(agent):
                    birth = landscape.expand(nodes[agent], attempts[agent])
                    attempts[agent] += 1
                    expansion = archive.begin_expansion(agent, seed=0, at=NOW)
                    took = seconds * birth.seconds
                    if birth.child is None:
                        archive.fail_expansion(expansion.id, "failed", "no change", seconds=took)
                        continue
                    nodes.append(birth.child)
                    attempts.append(0)
                    source = {**tiny_agent(), "mark.txt": str(number).encode()}
                    archive.finish_expansion(expansion.id, source=source, seconds=took)


def fitted_to(folder: Path, world: World, **about: float) -> Fitted:
    write_run(folder, world, jobs=int(about.pop("jobs", 180)), **about)
    with Archive.open(folder) as archive:
        return fit(archive)


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Fitted:
    return fitted_to(tmp_path_factory.mktemp("fit") / "run", World(tasks=40), seconds=3.0)


def test_a_fitted_world_costs_what_the_run_did(ordinary: Fitted) -> None:
    assert ordinary.seconds == pytest.approx(3.0, rel=0.15)
    assert ordinary.world.expansion_cost == pytest.approx(5.0, rel=0.3)
    assert ordinary.world.tasks == 40
    assert ordinary.world.workers == 3
    assert ordinary.world.budget == pytest.approx(
        ordinary.evaluations + ordinary.world.expansion_cost * (180 - ordinary.evaluations),
        rel=0.02,
    )


def test_a_fitted_world_starts_where_the_run_did(ordinary: Fitted) -> None:
    assert 0.08 < ordinary.world.start < 0.35


def test_a_run_with_many_broken_children_and_easy_tasks_is_fitted_so(tmp_path: Path) -> None:
    good = fitted_to(tmp_path / "good", World(tasks=40, broken=0.02, start=0.4))
    bad = fitted_to(tmp_path / "bad", World(tasks=40, broken=0.5, start=0.4))
    assert bad.world.broken > good.world.broken + 0.15
    even = fitted_to(
        tmp_path / "even", World(tasks=40, difficulty_spread=0.2, easy=0, hard=0, start=0.4)
    )
    assert even.world.difficulty_spread < good.world.difficulty_spread - 0.5


def test_a_run_too_young_is_one_sentence(tmp_path: Path) -> None:
    write_run(tmp_path / "young", World(tasks=40), jobs=12)
    with (
        Archive.open(tmp_path / "young") as archive,
        pytest.raises(InvalidConfiguration, match="too young"),
    ):
        fit(archive)


def test_advice_names_a_policy_its_alpha_and_a_number_of_workers(
    ordinary: Fitted, tmp_path: Path
) -> None:
    def simulate(cells: list[Cell]) -> Results:
        return run_all(cells, range(2), folder=tmp_path, processes=1, tell=lambda line: None)

    arms = [Arm("random", 0.6), Arm("tree-rasch", 0.75)]
    comparisons = compare(simulate([Cell("like", ordinary.world, arm) for arm in arms]), arms[0])
    by_workers = try_workers(ordinary, best_of(comparisons).arm, simulate)
    assert [each.regime for each in by_workers] == ["1", "2", "3", "4", "8", "16"]
    assert by_workers[0].makespan > 5 * by_workers[-1].makespan
    text = " ".join(advise(ordinary, comparisons, by_workers))
    assert "--policy " in text
    assert "--alpha 0." in text
    assert "Workers: with" in text
