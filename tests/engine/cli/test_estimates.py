"""A run by tree-rasch: what people and programs are shown of agents whose raw shares mislead."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import tiny_agent, write_files, write_tiny_benchmark

from archive.store import Archive
from engine.best import best_belief
from engine.policies.pareto import pareto_set
from engine.run_record import policy_of, read_record


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estimates")
    write_files(folder / "agent", tiny_agent(0))
    write_tiny_benchmark(folder / "tasks", search=6, test=3)
    words = ["--benchmark", folder / "tasks", "--seed-agent", folder / "agent"]
    words += ["--policy", "tree-rasch", "--budget", "12 evals", "--sandbox", "bubblewrap"]
    said = hgm("evolve", folder / "run", *words)
    assert "est. " in said
    assert "would mislead" in " ".join(said.split())
    return folder / "run"


def hgm(*words: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "engine.cli.main", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("view", ["tree", "status", "best", "show"])
def test_views_show_estimates_with_their_interval_and_say_so(run: Path, view: str) -> None:
    said = hgm(view, run, *(["0"] if view == "show" else []))
    assert "est. " in said
    assert "would mislead" in " ".join(said.split())


def test_the_run_returns_the_agent_that_its_policy_believes_in(run: Path) -> None:
    with Archive.open(run) as archive:
        policy, lineage = policy_of(read_record(archive).configuration), archive.lineage()
        belief, sealed = policy.belief(lineage), archive.evaluations(sealed=True)
        best = best_belief(lineage, policy)
    assert policy.name == "tree-rasch"
    assert {each.agent for each in sealed} == {0, best}
    status = json.loads(hgm("status", run, "--json"))
    assert status["best"] == best
    assert status["estimated"] is True
    assert status["accuracy"] == pytest.approx(belief.accuracy[best])
    rows = json.loads(hgm("tree", run, "--json"))
    assert all(row["low"] <= row["accuracy"] <= row["high"] for row in rows)
    assert rows[0]["cmp"] >= max(row["cmp"] for row in rows[1:])


def test_status_says_whether_the_search_still_finds_something(run: Path) -> None:
    said = " ".join(hgm("status", run).split())
    assert "better than their parents (" in said
    assert "Pareto set" in said
    status = json.loads(hgm("status", run, "--json"))
    children = status["children"]
    assert 0 <= children["low"] <= children["share"] <= children["high"] <= 1
    assert children["children"] == status["agents"] - 1
    with Archive.open(run) as archive:
        assert status["pareto_set"]["agents"] == list(pareto_set(archive.lineage()).tasks)


def test_show_says_how_new_an_agents_change_is_and_whether_it_is_the_best_at_anything(
    run: Path,
) -> None:
    assert "the first change there is" in hgm("show", run, "1")
    second = json.loads(hgm("show", run, "2", "--json"))
    assert 0 <= second["novelty"]["novelty"] <= 1
    assert second["novelty"]["nearest"] == 1
    root = json.loads(hgm("show", run, "0", "--json"))
    assert root["novelty"] is None
    with Archive.open(run) as archive:
        members = pareto_set(archive.lineage())
    for agent, told in ((0, root), (2, second)):
        assert told["in_pareto_set"] == (agent in members)
