from dataclasses import replace
from math import inf
from pathlib import Path

import numpy as np
import pytest

from engine.configuration import InvalidConfiguration
from engine.lab.analysis import compare, summarise
from engine.lab.experiment import (
    LARGEST_BLOCK,
    SMALLEST_BLOCK,
    Arm,
    Cell,
    Results,
    block_size,
    run_all,
)
from engine.lab.lockstep import CHECKPOINTS, Outcome
from engine.lab.page import as_csv, as_data, as_markdown
from engine.lab.world import World

TINY = World(tasks=6, evaluations=15)
HGM, RASCH = Arm("hgm", 0.6), Arm("tree-rasch", 0.75)


def cells() -> list[Cell]:
    return [Cell("01", TINY, HGM), Cell("01", TINY, RASCH)]


def run(folder: Path, seeds: int, processes: int = 1) -> tuple[Results, list[str]]:
    said: list[str] = []
    results = run_all(cells(), range(seeds), folder=folder, processes=processes, tell=said.append)
    return results, said


def test_what_was_simulated_is_kept_and_not_simulated_again(tmp_path: Path) -> None:
    first, said = run(tmp_path, 2)
    assert len(said) == 2
    again, nothing = run(tmp_path, 2)
    assert again == first
    assert nothing == []
    more, _ = run(tmp_path, 3)
    assert {cell: len(found) for cell, found in more.items()} == dict.fromkeys(cells(), 3)
    assert all(more[cell][0] == first[cell][0] for cell in cells())


def test_an_interrupted_lab_goes_on_after_a_line_that_was_cut_off(tmp_path: Path) -> None:
    whole, _ = run(tmp_path / "whole", 3)
    run(tmp_path / "cut", 3)
    for file in (tmp_path / "cut").iterdir():
        file.write_text(file.read_text()[:-40])
    resumed, said = run(tmp_path / "cut", 3)
    assert resumed == whole
    assert said
    assert run(tmp_path / "cut", 3)[0] == whole


def test_several_processes_give_what_one_gives(tmp_path: Path) -> None:
    assert run(tmp_path / "two", 2, processes=2)[0] == run(tmp_path / "one", 2)[0]


def test_many_runs_go_side_by_side_unless_that_left_a_process_idle() -> None:
    assert block_size(36 * 4 * 200, processes=2) == LARGEST_BLOCK
    assert block_size(2 * 200, processes=2) == 50
    assert block_size(2 * 200, processes=64) == SMALLEST_BLOCK


def test_a_folder_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidConfiguration, match="cannot be"):
        run(tmp_path / "file", 1)


@pytest.mark.parametrize("text", ["hmg", "hgm:", "hgm:x", "hgm:0", "hgm:3", "hgm:nan"])
def test_a_policy_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidConfiguration):
        Arm.parse(text)


def test_a_policy_is_named_with_its_alpha_where_that_is_not_its_own() -> None:
    assert str(Arm.parse("tree-rasch")) == "tree-rasch"
    assert str(Arm.parse("tree-rasch:0.6")) == "tree-rasch:0.6"
    assert Arm.parse("hgm:0.6") == Arm.parse("hgm")


def outcome(seed: int, curve: list[float]) -> Outcome:
    return Outcome(
        seed=seed,
        accuracy=curve[-1],
        best=curve[-1],
        depth=1,
        agents=2,
        evaluations=3,
        expansions=1,
        work=8.0,
        makespan=8.0,
        curve=tuple(curve),
    )


def in_regime(regime: str, rival: list[float]) -> Results:
    return {replace(cell, regime=regime): found for cell, found in made_up(rival).items()}


def made_up(rival: list[float]) -> Results:
    noise = np.linspace(-0.05, 0.05, 11)
    base = np.linspace(0.2, 0.4, CHECKPOINTS)
    pairs = [(HGM, base), (RASCH, np.array(rival))]
    return {
        Cell("01", TINY, arm): {
            seed: outcome(seed, [float(value + shift) for value in curve])
            for seed, shift in enumerate(noise)
        }
        for arm, curve in pairs
    }


def test_a_gain_is_paired_by_seed_and_the_part_is_where_the_curve_reaches_the_baseline() -> None:
    rival = list(np.linspace(0.2 + 0.4 / CHECKPOINTS, 0.6, CHECKPOINTS))
    _, comparison = compare(made_up(rival), HGM)
    assert comparison.difference.value == pytest.approx(0.2)
    assert comparison.difference.low == pytest.approx(0.2), "the noise is the same on both sides"
    assert comparison.is_better
    assert comparison.won == 1
    assert comparison.fraction.value == pytest.approx(0.5)
    assert comparison.fraction.low < 0.5 < comparison.fraction.high


def test_a_curve_that_falls_back_has_not_reached_the_baseline() -> None:
    rival = [0.2] * 9 + [0.5] + [0.2] * (CHECKPOINTS - 10)
    _, comparison = compare(made_up(rival), HGM)
    assert comparison.fraction.value == inf
    assert comparison.is_worse
    (_, summary) = summarise(compare(made_up(rival), HGM))
    assert (summary.better, summary.worse, summary.within[0.6]) == (0, 1, 0)


def test_tables_and_data_say_what_was_measured() -> None:
    comparisons = compare(made_up(list(np.linspace(0.22, 0.6, CHECKPOINTS))), HGM)
    page = as_markdown(comparisons, HGM)
    assert "| tree-rasch | 11 | 60.0 | +20.0 ± 0.0 | 100 % | 0.50 [0.50, 0.50] |" in page
    both = {**made_up([0.3] * CHECKPOINTS), **in_regime("37", [0.2] * CHECKPOINTS)}
    page = as_markdown(compare(both, HGM), HGM)
    assert "| 01 default | 11 | 40.0 | 30.0 | -10.0 ± 0.0 | 0 % | > 1 [> 1, > 1] |" in page
    assert "Over 1 main regime:" in page
    assert "Over 1 stress regime:" in page
    data = as_data(comparisons, HGM)
    assert data["baseline"] == "hgm"
    lines = as_csv(comparisons).splitlines()
    assert len(lines) == 1 + 2 * CHECKPOINTS
    assert lines[-1].startswith("01,tree-rasch,1.0,0.60000,")


@pytest.mark.parametrize("text", ["hgm:pareto=0.2", "tree-rasch:0.6:pareto=0.1:pending"])
def test_variants_of_an_arm_are_called_as_they_were_asked_for(text: str) -> None:
    assert str(Arm.parse(text)) == text


@pytest.mark.parametrize("text", ["hgm:pareto=2", "hgm:pareto=much", "hgm:pareto=-1"])
def test_a_share_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidConfiguration, match="number from 0 to 1, as in hgm:pareto="):
        Arm.parse(text)


@pytest.mark.parametrize("text", ["hgm:3", "hgm:much", "dgm:pending", "hgm:share=1"])
def test_what_a_policy_does_not_know_is_refused(text: str) -> None:
    with pytest.raises(InvalidConfiguration, match="nothing else that"):
        Arm.parse(text)
