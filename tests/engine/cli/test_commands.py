"""The commands as a user types them, each in a process of its own."""

import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import hgm, start
from worlds import tiny_agent, write_files, write_tiny_benchmark


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an agent, tasks, a configuration file and a finished run."""
    folder = tmp_path_factory.mktemp("world")
    write_files(folder / "agent", tiny_agent(0))
    write_tiny_benchmark(folder / "tasks", search=8, test=6)
    (folder / "evolve.toml").write_text(
        f'benchmark = "{folder}/tasks"\nseed_agent = "{folder}/agent"\nworkers = 1\n'
        'sandbox = "bubblewrap"\n'
    )
    hgm(folder, "evolve", "run", "--config", "evolve.toml", "--budget", "30 evals")
    return folder


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys, engine.cli.main; "
        "heavy = {'numpy', 'scipy', 'sqlmodel', 'git', 'textual', 'docker', 'openai', 'pydantic'}; "
        "print(sorted(heavy & sys.modules.keys()))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert output.stdout.strip() == "[]"


def test_a_run_ends_with_the_tree_the_winner_and_the_sealed_comparison(world: Path) -> None:
    output = hgm(
        world, "evolve", "other", "--config", "evolve.toml", "--budget", "40 evals", "--seed", "3"
    )
    assert "The budget of 40 evals is spent." in output
    assert "Best agent:" in output
    assert "Sealed tasks: root" in output
    assert "McNemar p = " in output
    assert "hgm tree other" in output


def test_events_and_the_end_are_json_lines(world: Path) -> None:
    words = ["--config", "evolve.toml", "--budget", "10 evals", "--json"]
    lines = [json.loads(line) for line in hgm(world, "evolve", "json", *words).splitlines()]
    kinds = {line["event"] for line in lines}
    assert {"started", "evaluated", "expanded", "end"} <= kinds
    assert lines[-1]["evaluations"] == 10


def test_every_view_answers_for_people_and_for_programs(world: Path) -> None:
    assert "30 of 30 evals" in hgm(world, "status", "run")
    assert json.loads(hgm(world, "status", "run", "--json"))["evaluations"] == 30
    assert "best" in hgm(world, "tree", "run")
    assert json.loads(hgm(world, "tree", "run", "--json"))[0]["parent"] == -1
    for by in ("posterior", "clade", "mean"):
        assert json.loads(hgm(world, "best", "run", "--by", by, "--json"))
    assert "child of 0" in hgm(world, "show", "run", "1")
    assert "skill" in json.loads(hgm(world, "show", "run", "1", "--json"))["notes"]
    assert "+++ b/skill.txt" in hgm(world, "diff", "run", "1")
    assert "mark.txt" in hgm(world, "diff", "run", "1", "2")
    assert len(hgm(world, "log", "run", "-n", "5").splitlines()) == 5
    assert json.loads(hgm(world, "log", "run", "-n", "1", "--json"))["kind"] == "evaluation"
    jobs = [json.loads(line) for line in hgm(world, "log", "run", "--json").splitlines()]
    expansion = next(job for job in jobs if job["kind"] == "expansion")
    assert "--- log ---" in hgm(world, "log", "run", str(expansion["id"]))


def test_an_agent_that_meddles_with_tests_is_flagged_in_every_view(tmp_path: Path) -> None:
    meddler = dict(tiny_agent(9))
    code = "(pathlib.Path(job['repository']) / 'conftest.py').write_text('')"
    meddler["tiny.py"] = meddler["tiny.py"].replace(
        b"    out =", f"    {code}\n    out =".encode(), 1
    )
    write_files(tmp_path / "agent", meddler)
    write_tiny_benchmark(tmp_path / "tasks", search=3, test=1)
    words = ["--seed-agent", "agent", "--benchmark", "tasks", "--sandbox", "bubblewrap"]
    said = hgm(tmp_path, "evolve", "run", *words, "--budget", "6 evals", "--workers", "1")
    for view in (said, *(hgm(tmp_path, each, "run") for each in ("status", "tree", "best", "log"))):
        assert "flagged" in view.lower()
    assert "flagged" in hgm(tmp_path, "show", "run", "0")
    assert json.loads(hgm(tmp_path, "status", "run", "--json"))["flagged"] == 6
    line = json.loads(hgm(tmp_path, "log", "run", "-n", "1", "--json"))
    assert "conftest.py" in line["flags"][0]


def test_agents_are_evaluated_and_compared_outside_the_search(world: Path) -> None:
    before = hgm(world, "status", "run")
    assert "on 6 test tasks" in hgm(world, "eval", "run", "1")
    assert "on 3 search tasks" in hgm(
        world, "eval", "run", "1", "--split", "search", "--tasks", "3"
    )
    assert "McNemar" in hgm(world, "compare", "run", "0", "1")
    assert json.loads(hgm(world, "compare", "run", "0", "1", "--json"))["first"] == 0
    assert hgm(world, "status", "run") == before


def test_care_of_a_run_and_of_the_machine(world: Path) -> None:
    assert "agree" in hgm(world, "fsck", "run")
    assert "agree" in hgm(world, "gc", "run")
    assert "sandbox bubblewrap" in hgm(world, "doctor")


def test_a_run_goes_on_where_it_was_and_refuses_another_configuration(world: Path) -> None:
    hgm(world, "evolve", "twice", "--config", "evolve.toml", "--budget", "5 evals")
    again = hgm(world, "evolve", "twice")
    assert "The budget of 5 evals is spent." in again
    errors = hgm(world, "evolve", "twice", "--budget", "9 evals", "--alpha", "0.7", status=2)
    assert "alpha: 0.75 -> 0.7" in errors
    assert "9 evals" in errors
    hgm(world, "evolve", "twice", "--budget", "9 evals", "--accept")
    assert json.loads(hgm(world, "status", "twice", "--json"))["evaluations"] == 9


def test_a_changed_benchmark_is_refused(tmp_path: Path, world: Path) -> None:
    write_tiny_benchmark(tmp_path / "tasks", search=2, test=1)
    words = ["--seed-agent", str(world / "agent"), "--benchmark", "tasks", "--budget", "1 evals"]
    hgm(tmp_path, "evolve", "run", *words)
    (tmp_path / "tasks/level-00/instruction.md").write_text("Something else.\n")
    assert "not what it was" in hgm(tmp_path, "evolve", "run", status=2)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["evolve", "new", "--budget", "5x"], "'5x' is not understood"),
        (["evolve", "new", "--policy", "hgn"], "no policy 'hgn'"),
        (["evolve", "new", "--workers", "0"], "workers"),
        (["evolve", "new", "--sandbox", "jail"], "sandbox"),
        (["evolve", "new", "--benchmark", "nowhere"], "no benchmark 'nowhere'"),
        (["evolve", "new", "--benchmark", "agent"], "holds no */task.toml"),
        (["evolve", "new", "--seed-agent", "nowhere"], "no seed agent 'nowhere'"),
        (["evolve", "new", "--seed-agent", "tasks"], "agent.toml is missing"),
        (["evolve", "new", "--config", "nowhere.toml"], "cannot be read"),
        (["evolve", "new", "--config", "bad.toml"], "not valid TOML"),
        (["evolve", "new", "--config", "unknown.toml"], "did you mean 'budget'?"),
        (["evolve", "new", "--model", "gpt"], "There is no model 'gpt'"),
        (["evolve", "new", "--model", "scripted:nowhere.json"], "nowhere.json"),
        (["evolve", "new", "--model", "scripted:bad.toml"], "bad.toml"),
        (["evolve", "new", "--model", "replay:nowhere"], "is no run"),
        (["evolve", "new", "--model", "judge=scripted:bad.toml"], "models"),
        (
            ["evolve", "new", "--model", "openai/gpt-5"],
            "costs money: add a budget",
        ),
        (["evolve", "new", "--base-url", "localhost:11434"], "base_url"),
        (["evolve", "new", "--job-tokens", "0"], "job_tokens"),
        (["evolve", "new", "--job-dollars", "0"], "job_dollars"),
        (["evolve", "new", "--price", "openai/x"], "MODEL=INPUT/OUTPUT"),
        (["evolve", "new", "--price", "openai/x=1/2"], "no role has this model"),
        (["evolve", "new", "--dry-run", "--model", "openai/x", "--budget", "$1"], "--price"),
        (["eval", "run", "0", "--budget", "a lot"], "not understood"),
        (["eval", "run", "0", "--price", "1/2"], "go with --model"),
        (["eval", "run", "0", "--model", "openai/gpt-5-mini"], "costs money"),
        (["evolve", "new", "--tasks", "cobol"], "is no task, language or repository"),
        (["evolve", "new", "--repeats", "0"], "repeats: "),
        (["evolve", "new", "--image-space", "much"], "image_space: "),
        (["tasks", "check", "nowhere"], "no benchmark"),
        (["tasks", "check", "tasks", "--sandbox", "prison"], "prison"),
        (["grade", "nowhere.jsonl", "--benchmark", "tasks"], "cannot be read"),
        (["grade", "odd.jsonl", "--benchmark", "tasks"], "has no task level-77"),
        (["images", "prepare", "nowhere"], "no benchmark"),
        (["grade", "odd.jsonl", "--benchmark", "tasks", "--report", "/no/r"], "cannot be written"),
        (["grade", "odd.jsonl", "--benchmark", "tasks", "--logs", "/proc/x/y"], "cannot be"),
        (["eval", "run", "0", "--predictions", "/nowhere/preds"], "cannot be written"),
        (["images", "prepare", "tasks", "--max-size", "much"], "such as 100GB"),
        (["evolve", "agent"], "exists already"),
        (["evolve", "agent/tiny.py"], "exists already"),
        (["evolve", "/proc/run"], "cannot be used"),
        (["status", "agent"], "is no run"),
        (["status", "nowhere"], "is no run"),
        (["show", "run", "999"], "no agent 999"),
        (["show", "run", "zzzz"], "no agent 'zzzz'"),
        (["show", "run"], "Name an agent"),
        (["log", "run", "99999"], "no job 99999"),
        (["best", "run", "--by", "luck"], "posterior, clade, mean"),
        (["eval", "run", "1", "--split", "all"], "test"),
        (["compare", "run", "1"], "Name two agents"),
        (["fsck", "nowhere"], "is no run"),
        (["tree", "newer"], "newer hgm-engine"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(world: Path, words: list[str], says: str) -> None:
    (world / "bad.toml").write_text("budget = [\n")
    (world / "unknown.toml").write_text('budgets = ["5m"]\n')
    (world / "odd.jsonl").write_text('{"instance_id": "level-77", "model_patch": ""}\n')
    if not (world / "newer").exists():
        hgm(world, "evolve", "newer", "--config", "evolve.toml", "--budget", "1 evals")
        with sqlite3.connect(world / "newer/archive.sqlite") as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    errors = hgm(world, *words, status=2)
    assert says in errors
    assert errors.startswith("hgm: ")
    assert not (world / "new").exists()
    assert list(world.glob(".*making*")) == []


def test_the_first_interrupt_lets_the_running_jobs_end(world: Path) -> None:
    process = start(world, "evolve", "drained", "--config", "evolve.toml", "--budget", "10h")
    assert process.stderr is not None
    for _ in range(5):
        process.stderr.readline()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Stopped on request" in output
    assert json.loads(hgm(world, "status", "drained", "--json"))["running"] == 0


def test_a_second_writer_is_refused_and_readers_are_not(world: Path) -> None:
    process = start(world, "evolve", "busy", "--config", "evolve.toml", "--budget", "10h")
    assert process.stderr is not None
    process.stderr.readline()
    try:
        assert "being written by process" in hgm(world, "evolve", "busy", status=2)
        assert json.loads(hgm(world, "status", "busy", "--json"))["state"] == "running"
    finally:
        process.kill()
        process.communicate()


def kill_and_resume(folder: Path, kills: int, evaluations: int) -> None:
    """Kill the engine again and again; the end must be that of a run that was never killed."""
    words = ["--config", "evolve.toml", "--budget", f"{evaluations} evals"]
    hgm(folder, "evolve", "whole", *words)
    pauses = [0.35 + 0.031 * (7 * n % 17) for n in range(kills)]
    for pause in pauses:
        process = start(folder, "evolve", "killed", *words)
        time.sleep(pause)
        process.kill()
        process.communicate()
        if (folder / "killed/archive.sqlite").exists():
            findings = json.loads(hgm(folder, "fsck", "killed", "--json"))
            assert all(finding["harmless"] for finding in findings)
    hgm(folder, "evolve", "killed", *words)
    assert json.loads(hgm(folder, "tree", "whole", "--json")) == json.loads(
        hgm(folder, "tree", "killed", "--json")
    )
    hgm(folder, "fsck", "killed", "--mend")
    assert "agree" in hgm(folder, "fsck", "killed")
    assert processes_in(folder) == []


def processes_in(folder: Path) -> list[str]:
    """Command lines of processes that were started for runs in a folder."""
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in listing.stdout.splitlines() if str(folder) in line]


def test_a_run_killed_and_resumed_ends_as_if_nothing_had_happened(world: Path) -> None:
    kill_and_resume(world, kills=4, evaluations=40)


@pytest.mark.slow
def test_a_run_killed_sixty_times_ends_as_if_nothing_had_happened(
    world: Path, tmp_path: Path
) -> None:
    (tmp_path / "evolve.toml").write_text((world / "evolve.toml").read_text())
    kill_and_resume(tmp_path, kills=60, evaluations=200)


def test_a_plan_is_priced_before_anything_is_spent(world: Path) -> None:
    models = (
        "--model",
        "improve=anthropic/claude-sonnet-4-5",
        "--model",
        "solve=openai/gpt-5-mini",
    )
    said = hgm(world, "evolve", "planned", "--dry-run", *models, "--budget", "$300")
    assert "genai-prices" in said
    assert "assumed: nothing is measured yet" in said
    assert "$300.00 pay for that and a search of about" in said
    assert not (world / "planned").exists()
    assert "nothing is paid for" in hgm(world, "evolve", "run", "--dry-run")


def test_an_agent_is_evaluated_on_another_benchmark_in_a_folder_of_its_own(world: Path) -> None:
    before = hgm(world, "status", "run")
    write_tiny_benchmark(world / "others", search=2, test=2)
    for _ in range(2):
        said = hgm(world, "eval", "run", "0", "--benchmark", "others")
        assert "on 2 test tasks: 1/2" in said
    assert len(list((world / "run" / "transfer").iterdir())) == 1
    assert hgm(world, "status", "run") == before
    hgm(world, "fsck", "run")


def test_a_benchmark_is_proved_sound_or_its_exceptions_are_named(world: Path) -> None:
    words = ["--sandbox", "bubblewrap"]
    assert "14 of 14 tasks are sound" in hgm(world, "tasks", "check", "tasks", *words)
    write_tiny_benchmark(world / "unsound", search=4, test=1)
    files = {
        "level-00/environment/app/answer.txt": b"done\n",
        "level-01/solution/solve.sh": b"true\n",
        "level-02/tests/test.sh": b"true\n",
    }
    write_files(world / "unsound", files)
    process = start(world, "tasks", "check", "unsound", *words)
    output, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert output.splitlines() == [
        "level-00: it is resolved by doing nothing.",
        "level-01: its known-good solution does not resolve it.",
        "level-02: the tests of level-02 give no reward, also without a patch.",
        "2 of 5 tasks are sound.",
    ]


def test_an_agents_patches_are_predictions_that_are_graded_to_the_same_verdicts(
    world: Path,
) -> None:
    words = ["run", "0", "--tasks", "3", "--predictions", "preds.jsonl", "--json"]
    found = json.loads(hgm(world, "eval", *words).splitlines()[-1])["verdicts"]
    assert len(found) == 3
    words = ["preds.jsonl", "--benchmark", "tasks", "--sandbox", "bubblewrap", "--json"]
    report = json.loads(hgm(world, "grade", *words, "--report", "report.json", "--logs", "logs"))
    assert report["resolved_ids"] == sorted(id for id, resolved in found.items() if resolved)
    assert report["submitted_instances"] == 3
    assert json.loads((world / "report.json").read_text()) == report
    assert len(list((world / "logs").iterdir())) == 3
    assert "resolved " in hgm(world, "grade", *words[:-1])


def test_a_run_on_a_part_of_a_benchmark_goes_on_with_it(world: Path) -> None:
    words = ["--config", "evolve.toml", "--tasks", "4", "--sealed", "1", "--repeats", "2"]
    assert "1 tasks" in hgm(world, "evolve", "part", *words, "--budget", "8 evals")
    ids = [line.split() for line in hgm(world, "log", "part").splitlines()]
    tried = {word for line in ids for word in line if word.startswith("level-")}
    assert len({id.partition("#")[0] for id in tried}) <= 5
    assert tried
    assert all("#" in id for id in tried)
    assert "cannot change within a run" in hgm(
        world, "evolve", "part", "--tasks", "3", "--accept", status=2
    )
