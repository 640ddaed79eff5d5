"""The offline agent, run as the engine runs it: a process in its own tree, with a job file."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from worlds import write_files

AGENT = Path(__file__).parents[2] / "seed_agent" / "mutator"

# The root has a rule for the first bug and none for the second.
BOUNDARY = {
    "ages.py": b'"""Ages."""\n\n\ndef is_adult(age):\n    return age > 18  # years\n',
    "test_ages.py": b"import unittest\n\nimport ages\n\n\nclass Test(unittest.TestCase):\n"
    b"    def test_child(self):\n        self.assertFalse(ages.is_adult(17))\n\n"
    b"    def test_edge(self):\n        self.assertTrue(ages.is_adult(18))\n",
}
PRODUCT = {
    "area.py": b"def area(width, height):\n    return width + height\n",
    "test_area.py": b"import unittest\n\nimport area\n\n\nclass Test(unittest.TestCase):\n"
    b"    def test_square(self):\n        self.assertEqual(area.area(2, 2), 4)\n\n"
    b"    def test_rectangle(self):\n        self.assertEqual(area.area(3, 5), 15)\n\n"
    b"    def test_line(self):\n        self.assertEqual(area.area(7, 1), 7)\n",
}


def run(
    agent: Path, action: str, tmp_path: Path, **job: object
) -> subprocess.CompletedProcess[str]:
    (tmp_path / "out").mkdir(exist_ok=True)
    words = {"protocol": 1, "seed": 1, "seconds": 20, "output": str(tmp_path / "out"), **job}
    (tmp_path / "job.json").write_text(json.dumps(words))
    return subprocess.run(
        [sys.executable, "-B", "-m", "mutator", action, str(tmp_path / "job.json")],
        cwd=agent,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0", "TMPDIR": str(tmp_path)},
        check=False,
    )


def solve(agent: Path, repository: Path, tmp_path: Path) -> dict[str, object]:
    """The last line of the transcript."""
    completed = run(agent, "solve", tmp_path, repository=str(repository), instruction="Mend it.")
    assert completed.returncode == 0, completed.stderr
    lines = (tmp_path / "out/transcript.jsonl").read_text().splitlines()
    last: dict[str, object] = json.loads(lines[-1])
    return last


def improve(tmp_path: Path, evidence: Path, *, seed: int = 1) -> Path:
    """The child."""
    child = tmp_path / f"child-{seed}"
    shutil.rmtree(child, ignore_errors=True)
    shutil.copytree(AGENT, child, ignore=shutil.ignore_patterns("__pycache__"))
    completed = run(
        AGENT, "improve", tmp_path, source=str(child), evidence=str(evidence), seed=seed, seconds=60
    )
    assert completed.returncode == 0, completed.stderr
    return child


def contents(tree: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(tree)): path.read_bytes()
        for path in sorted(tree.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def evidence_of_failure(folder: Path, repository: dict[str, bytes]) -> Path:
    index = {
        "agent": 0,
        "lineage": [0],
        "resolved": 0,
        "unresolved": 1,
        "children": [],
        "evaluations": [
            {"agent": 0, "task": "t", "verdict": "unresolved", "folder": "evaluations/1"}
        ],
    }
    write_files(folder, {"evidence.json": json.dumps(index).encode()})
    write_files(folder / "evaluations/1/repository", repository)
    return folder


def test_the_root_is_fit_to_run(tmp_path: Path) -> None:
    assert run(AGENT, "check", tmp_path).returncode == 0


def test_it_mends_a_bug_and_touches_nothing_else(tmp_path: Path) -> None:
    repository = write_files(tmp_path / "repository", BOUNDARY)
    assert solve(AGENT, repository, tmp_path)["left"] == 0
    expected = {**BOUNDARY, "ages.py": BOUNDARY["ages.py"].replace(b"age > 18", b"age >= 18")}
    assert contents(repository) == expected


def test_it_leaves_alone_what_it_cannot_mend(tmp_path: Path) -> None:
    repository = write_files(tmp_path / "repository", PRODUCT)
    assert solve(AGENT, repository, tmp_path)["event"] == "explored in vain"
    assert contents(repository) == PRODUCT


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"test_x.py": b"def broken(:\n"},
        {"x.py": b"def broken(:\n", "test_x.py": b"import x\n"},
        {"x.py": b"import os\nos._exit(0)\n", "test_x.py": b"import unittest, x\n"},
        {"x.py": b"while True: pass\n", "test_x.py": b"import unittest, x\n"},
        {"x.py": b"\xff\xfe\x00", "test_x.py": b"import x\n", "pipe.py": b""},
    ],
)
def test_a_repository_that_makes_no_sense_is_left_as_it_is(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    repository = tmp_path / "repository"
    repository.mkdir()
    write_files(repository, files)
    solve(AGENT, repository, tmp_path)
    assert contents(repository) == files


def test_a_child_can_mend_what_its_parent_could_not(tmp_path: Path) -> None:
    """The search is random: one of a few children must find the way."""
    evidence = evidence_of_failure(tmp_path / "evidence", PRODUCT)
    mended = []
    for seed in range(1, 5):
        child = improve(tmp_path, evidence, seed=seed)
        assert run(child, "check", tmp_path).returncode == 0
        repository = write_files(tmp_path / f"repository-{seed}", PRODUCT)
        mended.append(solve(child, repository, tmp_path).get("left") == 0)
        assert mended[-1] == (contents(repository) != PRODUCT)
    assert any(mended)


def test_without_evidence_it_practises_and_its_children_differ(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    children = [improve(tmp_path, tmp_path / "evidence", seed=seed) for seed in (1, 2, 3)]
    for child in children:
        assert run(child, "check", tmp_path).returncode == 0
        assert contents(child) != contents(AGENT)
    assert contents(children[0]) != contents(children[1]) != contents(children[2])


def test_a_child_whose_rules_are_broken_is_not_fit_to_run(tmp_path: Path) -> None:
    child = tmp_path / "child"
    shutil.copytree(AGENT, child)
    rules = child / "mutator/rules.py"
    rules.write_text(rules.read_text().replace('"_a < _b"', '"_a <"'))
    assert run(child, "check", tmp_path).returncode != 0


def test_it_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    allowed = sys.stdlib_module_names | {"mutator"}
    for path in AGENT.rglob("*.py"):
        for line in path.read_text().splitlines():
            words = line.split()
            if words[:1] in (["import"], ["from"]):
                assert words[1].split(".")[0] in allowed, path
