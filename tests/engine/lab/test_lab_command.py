import json
import subprocess
import sys
from pathlib import Path


def hgm(*words: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "engine.cli.main", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_lab_compares_policies_in_a_regime_and_keeps_what_it_simulated(tmp_path: Path) -> None:
    words = ["lab", "run", "--regime", "36", "--regime", "19", "--seeds", "2", "--processes", "1"]
    words += ["--policy", "tree-rasch", "--policy", "hgm", "--policy", "hgm:0.7"]
    first = hgm(*words, "--csv", "curves.csv", "--json", cwd=tmp_path)
    assert first.returncode == 0, first.stderr
    data = json.loads(first.stdout)
    assert data["baseline"] == "hgm"
    assert [(each["regime"], each["arm"]) for each in data["regimes"]] == [
        (regime, arm) for regime in ("36", "19") for arm in ("tree-rasch", "hgm", "hgm:0.7")
    ]
    assert {*data["summaries"]} == {"1 main regime", "1 stress regime"}
    assert len((tmp_path / "curves.csv").read_text().splitlines()) == 1 + 6 * 20
    again = hgm(*words, cwd=tmp_path)
    assert again.returncode == 0
    assert "| 36 20 tasks | 2 |" in again.stdout
    assert again.stderr == ""


def test_what_is_asked_for_wrongly_is_one_sentence_and_status_2(tmp_path: Path) -> None:
    for words in (
        ["--regime", "99"],
        ["--policy", "best"],
        ["--policy", "hgm:many"],
        ["--folder", "/dev/null/lab", "--seeds", "1"],
        ["--seeds", "1", "--regime", "36", "--policy", "random", "--csv", "/dev/null/x"],
        ["--like", "nowhere"],
    ):
        done = hgm("lab", "run", "--processes", "1", *words, cwd=tmp_path)
        assert done.returncode == 2, words
        assert done.stderr.splitlines()[-1].startswith("hgm: "), words
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
