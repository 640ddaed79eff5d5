import subprocess
import sys
from pathlib import Path

from worlds import tiny_agent, write_files, write_harbor_task, write_tiny_benchmark

from engine.cli.notices import notices
from evals.choose import load_benchmark
from evals.folder import load_folder


def test_what_is_left_out_and_what_misses_the_network_is_said(tmp_path: Path) -> None:
    write_tiny_benchmark(tmp_path, search=2, test=1)
    files = {"environment/Dockerfile": b"FROM debian\nWORKDIR /app\n", "tests/test.sh": b""}
    write_harbor_task(tmp_path / "asking", files)
    write_harbor_task(tmp_path / "seeing", files, toml="[environment]\ngpus = 1\n")
    benchmark = load_folder(tmp_path, name="mixed")
    left_out, asking = notices(benchmark, network=False)
    assert left_out.startswith("task seeing is left out: it needs an accelerator")
    assert asking.startswith("The tests of 1 of 4 tasks ask for the network")
    assert list(notices(benchmark, network=True)) == [left_out]
    assert list(notices(load_benchmark("bugs"), network=False)) == []


def test_a_run_says_it_on_standard_error(tmp_path: Path) -> None:
    write_files(tmp_path / "agent", tiny_agent(1))
    write_tiny_benchmark(tmp_path / "tasks", search=2, test=1)
    (tmp_path / "tasks/level-00/steps").mkdir()
    words = ["--benchmark", "tasks", "--seed-agent", "agent", "--sandbox", "bubblewrap"]
    for more in (["--dry-run"], ["--budget", "1 evals"]):
        completed = subprocess.run(
            [sys.executable, "-m", "engine.cli.main", "evolve", "run", *words, *more],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert completed.returncode == 0, completed.stderr
        assert "task level-00 is left out: it has several steps" in completed.stderr
