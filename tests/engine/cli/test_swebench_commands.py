"""Commands on instances in SWE-bench's form, as a user types them."""

import json
from pathlib import Path

import pytest
from commands import hgm, start
from swebench_world import COUNT_GOLD, build_world, case_row, count_row, legacy_row
from worlds import AGENT_TOML, write_files

from sandbox.engine import connect

pytestmark = [pytest.mark.docker, pytest.mark.slow]

# Mends what the gold patch of one instance mends, and nothing else.
AGENT = """
import json, pathlib, subprocess, sys
action, job = sys.argv[1], sys.argv[-1]
if action != "check":
    job = json.loads(pathlib.Path(job).read_text())
if action == "improve":
    (pathlib.Path(job["source"]) / "mark.py").write_text(f"SEED = {job['seed']}")
if action == "solve":
    words = ["git", "apply", "/hgm/agent/gold.patch"]
    print(subprocess.run(words, cwd=job["repository"], capture_output=True, text=True))
"""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three instances, in one file, and an agent."""
    api = connect().api
    image = build_world(api)
    api.tag(image, "sweb.eval.x86_64.hgm__words-3", "latest")
    api.close()
    folder = tmp_path_factory.mktemp("swebench")
    content = [count_row(image), case_row(image), legacy_row()]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, content)))
    agent = {"agent.toml": AGENT_TOML, "tiny.py": AGENT.encode(), "gold.patch": COUNT_GOLD.encode()}
    write_files(folder / "agent", agent)
    return folder


def test_instances_are_proved_prepared_evaluated_and_graded_as_swebench_grades_them(
    rows: Path,
) -> None:
    name = "swebench:rows.jsonl"
    assert "3 of 3 tasks are sound." in hgm(rows, "tasks", "check", name)
    assert "images are here." in hgm(rows, "images", "prepare", name)
    words = ["--seed-agent", "agent", "--benchmark", name, "--budget", "3 evals", "--no-trial"]
    hgm(rows, "evolve", "run", *words, "--tasks", "hgm/words,django/django", "--workers", "1")
    found = {}
    for split in ("search", "test"):
        said = hgm(rows, "eval", "run", "0", "--split", split, "--predictions", split, "--json")
        found |= json.loads(said.splitlines()[-1])["verdicts"]
    lines = [(rows / split).read_text() for split in ("search", "test")]
    (rows / "preds.jsonl").write_text("".join(lines))
    words = ["preds.jsonl", "--benchmark", name, "--cross-check", "--json"]
    report = json.loads(hgm(rows, "grade", *words))
    assert report["resolved_ids"] == sorted(id for id, resolved in found.items() if resolved)
    assert report["submitted_instances"] == 3
    assert "hgm__words-1" in report["resolved_ids"]
    assert report["error_ids"] == []


def test_a_driver_without_images_is_refused_at_once(rows: Path) -> None:
    words = ["tasks", "check", "swebench:rows.jsonl", "--sandbox", "bubblewrap"]
    assert "images of their own" in hgm(rows, *words, status=2)


def test_a_prediction_cannot_set_git_up_to_run_commands(rows: Path) -> None:
    patch = "--- /dev/null\n+++ b/.git/config\n@@ -0,0 +1 @@\n+[alias]\n"
    prediction = {"instance_id": "hgm__words-1", "model_patch": patch}
    (rows / "evil.jsonl").write_text(json.dumps(prediction))
    process = start(
        rows, "grade", "evil.jsonl", "--benchmark", "swebench:rows.jsonl", "--cross-check"
    )
    output, said = process.communicate(timeout=120)
    assert "unresolved" in output
    assert "it changes git's own folder" in output
    assert "the same verdict on 0 of 0 predictions" in said
    assert process.returncode == 0
