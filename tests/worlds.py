"""Small worlds for whole runs: an agent with a skill, tasks with a level."""

import hashlib
from pathlib import Path

from archive.values import Source
from engine.jobs import (
    EvaluationJob,
    EvaluationResult,
    ExpansionJob,
    ExpansionResult,
    Job,
    MachineFailed,
    Result,
)

AGENT_TOML = b'name = "tiny"\nprotocol = 1\nmodule = "tiny"\n'

TINY = '''\
"""Solves a task iff its skill reaches the task's level; improves by changing its skill."""

import json
import pathlib
import sys

SKILL = int(pathlib.Path("skill.txt").read_text())


def solve(job):
    repository = pathlib.Path(job["repository"])
    if (repository / "ages.py").exists():
        (repository / "ages.py").write_text("def is_adult(age):\\n    return age >= 18\\n")
    elif SKILL >= int((repository / "level.txt").read_text()):
        (repository / "answer.txt").write_text("done\\n")
    out = pathlib.Path(job["output"])
    (out / "transcript.jsonl").write_text(json.dumps({"skill": SKILL}) + "\\n")


def improve(job):
    step = job["seed"] % 4 - 1
    evidence = json.loads((pathlib.Path(job["evidence"]) / "evidence.json").read_text())
    print("evaluations seen:", len(evidence["evaluations"]))
    (pathlib.Path(job["source"]) / "skill.txt").write_text(str(SKILL + step))
    if step:
        (pathlib.Path(job["source"]) / "mark.txt").write_text(str(job["seed"]))
    (pathlib.Path(job["output"]) / "notes.md").write_text(f"skill {step:+d}\\n")


action = sys.argv[1]
if action != "check":
    {"solve": solve, "improve": improve}[action](json.loads(pathlib.Path(sys.argv[2]).read_text()))
'''

TEST_SH = """\
#!/bin/sh
mkdir -p "$HGM_ROOT/logs/verifier"
if grep -q done answer.txt; then echo 1; else echo 0; fi >"$HGM_ROOT/logs/verifier/reward.txt"
"""


def tiny_agent(skill: int = 0) -> Source:
    """The agent's files."""
    return {"agent.toml": AGENT_TOML, "tiny.py": TINY.encode(), "skill.txt": str(skill).encode()}


def write_files(folder: Path, files: Source) -> Path:
    """Files as a folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def write_tiny_benchmark(folder: Path, *, search: int = 6, test: int = 4) -> Path:
    """Tasks level-00, level-01, ... of rising level; the search ones first."""
    for number in range(search + test):
        split = "search" if number < search else "test"
        write_files(
            folder / f"level-{number:02}",
            {
                "task.toml": f'version = "1.0"\n[metadata]\nsplit = "{split}"\n'
                "[agent]\ntimeout_sec = 20\n[verifier]\ntimeout_sec = 20\n".encode(),
                "instruction.md": b"Write done to answer.txt.\n",
                "environment/Dockerfile": b"FROM python:3.11-slim\nWORKDIR /app\nCOPY app/ /app/\n",
                "environment/app/level.txt": str(number % max(search, 1)).encode(),
                "tests/test.sh": TEST_SH.encode(),
                "solution/solve.sh": b"echo done >answer.txt\n",
            },
        )
    return folder


def write_harbor_task(folder: Path, files: Source, *, toml: str = "") -> Path:
    """A task folder; its task.toml says a schema, and what is given."""
    return write_files(
        folder,
        {
            "task.toml": f'schema_version = "1.4"\n{toml}'.encode(),
            "instruction.md": b"Do it.\n",
            **files,
        },
    )


class HashedWork:
    """A world without sandboxes in which every job's result is a hash of the job.

    Out of 100, `broken` expansions fail by the agent's fault, `errors` jobs by the machine's.
    """

    def __init__(self, *, broken: int = 10, errors: int = 0) -> None:
        self.broken = broken
        self.errors = errors
        self.jobs: list[int] = []

    def __call__(self, job: Job) -> Result:
        self.jobs.append(job.id)
        chance = _hash(job.seed, 100)
        seconds = 1 + _hash(job.seed + 1, 1000) / 500
        if chance < self.errors:
            raise MachineFailed("the machine failed", seconds=seconds)
        match job:
            case EvaluationJob(source=source, task=task):
                skill = int(source["skill.txt"])
                resolved = skill + _hash(job.seed + 2, 3) > int(task.removeprefix("level-"))
                return EvaluationResult(
                    resolved=resolved,
                    reason="",
                    seconds=seconds,
                    patch="" if not resolved else "a patch\n",
                    log=b"log\n",
                )
            case ExpansionJob(source=source):
                if chance < self.errors + self.broken:
                    return ExpansionResult(source=None, reason="check failed.", seconds=seconds)
                skill = int(source["skill.txt"]) + _hash(job.seed + 3, 4) - 1
                child = {**tiny_agent(skill), "mark.txt": str(job.seed).encode()}
                return ExpansionResult(source=child, reason="", seconds=seconds)


def _hash(seed: int, modulus: int) -> int:
    return int.from_bytes(hashlib.sha256(str(seed).encode()).digest()[:6], "big") % modulus
