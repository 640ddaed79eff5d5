"""`hgm export` and `hgm import` as a user types them."""

from pathlib import Path

import pytest
from commands import hgm
from shipping import PUPPET
from worlds import tiny_agent, write_files, write_tiny_benchmark

from archive.store import Archive
from engine.sealed import verdicts

SANDBOX = ["--sandbox", "bubblewrap"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an agent, tasks and a finished run below runs/."""
    folder = tmp_path_factory.mktemp("world")
    write_files(folder / "agent", tiny_agent(1))
    write_tiny_benchmark(folder / "tasks", search=4, test=4)
    words = ["--seed-agent", "agent", "--benchmark", "tasks", "--workers", "1", *SANDBOX]
    hgm(folder, "evolve", "runs/one", *words, "--budget", "6 evals")
    return folder


def record(run: Path, agent: int) -> tuple[str, dict[str, bool]]:
    """Its tree, and its verdicts on sealed and on search tasks."""
    with Archive.open(run) as archive:
        tried = {each.task for each in archive.evaluations(agent)}
        return archive.agent(agent).tree, verdicts(archive, agent, tried)


@pytest.mark.slow
def test_an_exported_agent_scores_in_another_run_what_its_archive_says(world: Path) -> None:
    place = hgm(world, "export").strip()
    assert place.startswith("dist/hgm_agent_tiny_")
    best = int(place.split("-")[1].removeprefix("0."))
    words = ["--seed-agent", place, "--benchmark", "tasks", "--workers", "1", *SANDBOX]
    hgm(world, "evolve", "two", *words, "--budget", "1 evals")
    hgm(world, "eval", "two", "0", "--split", "search")
    (tree, here), (same, there) = record(world / "runs/one", best), record(world / "two", 0)
    assert tree == same
    assert len(there) == 8
    assert len(here) >= 5
    assert here == {task: there[task] for task in here}


def test_a_package_is_imported_as_a_folder_to_start_from(world: Path) -> None:
    place = hgm(world, "export", "runs/one", "0", "-o", "made", "--name", "first").strip()
    assert place == "made/hgm_agent_first-0.0-py3-none-any.whl"
    assert hgm(world, "import", place, "-o", "back", *SANDBOX).strip() == "back"
    assert {path.name: path.read_bytes() for path in (world / "back").iterdir()} == tiny_agent(1)


def test_an_agent_whose_self_test_fails_is_not_imported(world: Path) -> None:
    broken = {**PUPPET, "puppet.py": b"raise SystemExit('\\x1b[31mno')\n"}
    write_files(world / "broken", broken)
    said = hgm(world, "import", "broken", "-o", "in", *SANDBOX, status=2)
    assert "not fit to run" in said
    assert "\x1b" not in said
    assert not (world / "in").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["export", "runs/one", "999"], "no agent 999"),
        (["export", "nowhere", "0"], "is no run"),
        (["export", "--format", "rpm"], "wheel, sdist, dir, git, image"),
        (["export", "--name", "My Agent"], "lower-case letters"),
        (["export", "-o", "agent/tiny.py"], "cannot be written"),
        (["import", "nowhere"], "there is no nowhere"),
        (["import", "tasks"], "agent.toml is missing"),
        (["import", "agent", "-o", "tasks", "--sandbox", "bubblewrap"], "exists already"),
        (["evolve", "new", "--seed-agent", "agent/tiny.py"], "neither a wheel"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(world: Path, words: list[str], says: str) -> None:
    errors = hgm(world, *words, status=2)
    assert says in errors
    assert errors.startswith("hgm: ")
    assert not (world / "new").exists()
