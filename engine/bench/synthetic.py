"""Archives as large runs leave them, made quickly: rows and commits in bulk, no blobs."""

import random
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from archive.store import DATABASE, REPOSITORY, Archive
from archive.values import Source
from engine.configuration import Configuration
from engine.run_record import RunRecord

TASKS = tuple(f"task-{number:02}" for number in range(60))
ROOT: Source = {"agent.toml": b'name = "root"\nprotocol = 1\nmodule = "root"\n', "root.py": b"1\n"}
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
_JOB_SECONDS = 10.0

_Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Born:
    """An agent to be: its parent's number, its depth, and how often it resolves."""

    parent: int
    depth: int
    ability: float


def make_archive(folder: Path, *, agents: int, evaluations: int, policy: str, seed: int) -> None:
    """A run of that many agents and, of each, so many evaluations on different tasks.

    Parents are drawn from all agents so far; a child is about as able as its parent. What rows
    say of logs has the size of real digests, but the logs themselves are not there.
    """
    record = RunRecord(Configuration(policy=policy), "synthetic", version("hgm-engine"))
    with Archive.create(
        folder, configuration=record.to_json(), root=ROOT, tasks=TASKS, created_at=_BEGAN
    ) as archive:
        commit = archive.agent(0).commit
    rng = random.Random(seed)
    born = _family(agents, rng)
    ids = _commit(folder / REPOSITORY, born, commit)
    # Without the checks of foreign keys that make rows come in their order.
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        jobs = list(_jobs(born, evaluations, rng))
        _insert(connection, "agent", _agents(born, ids, jobs))
        _insert(connection, "expansion", (row for row in jobs if "parent" in row))
        _insert(connection, "evaluation", (row for row in jobs if "agent" in row))


def _family(agents: int, rng: random.Random) -> list[_Born]:
    born = [_Born(-1, 0, 0.3)]
    for agent in range(1, agents):
        parent = rng.randrange(agent)
        ability = min(0.95, max(0.05, born[parent].ability + rng.gauss(0, 0.05)))
        born.append(_Born(parent, born[parent].depth + 1, ability))
    return born


def _commit(repository: Path, born: list[_Born], root: str) -> list[tuple[str, str]]:
    """One commit and branch an agent, in one stream; commit and tree of each."""
    git = ["git", f"--git-dir={repository}"]
    stream = "".join(_commands(agent, each, root) for agent, each in enumerate(born) if agent)
    _run([*git, "fast-import", "--quiet", "--force", "--done"], stream + "done\n")
    lines = _run([*git, "for-each-ref", "--format=%(refname:lstrip=2) %(objectname) %(tree)"], "")
    words = [line.split() for line in lines.splitlines()]
    ids = {int(name.removeprefix("agent-")): (commit, tree) for name, commit, tree in words}
    return [ids[agent] for agent in range(len(born))]


def _commands(agent: int, born: _Born, root: str) -> str:
    content = f"agent = {agent}\n"
    parent = f":{born.parent}" if born.parent else root
    return (
        f"commit refs/heads/agent-{agent}\nmark :{agent}\n"
        f"committer bench <bench@hgm-engine.invalid> {int(_BEGAN.timestamp())} +0000\n"
        f"data 0\nfrom {parent}\nM 100644 inline number.py\ndata {len(content)}\n{content}\n"
    )


def _run(command: list[str], input: str) -> str:
    done = subprocess.run(command, input=input, capture_output=True, text=True, check=True)
    return done.stdout


def _jobs(born: list[_Born], evaluations: int, rng: random.Random) -> Iterator[_Row]:
    """Every agent is made and then evaluated; one job at a time."""
    job = 0
    for agent, each in enumerate(born):
        if agent:
            yield {**_job(job), "parent": each.parent, "outcome": "child", "child": agent}
            job += 1
        for task in rng.sample(TASKS, evaluations):
            verdict = "resolved" if rng.random() < each.ability else "unresolved"
            digests = dict.fromkeys(("patch", "grade_log"), f"{job:064x}")
            tried = {"agent": agent, "task": task, "sealed": False, "verdict": verdict}
            yield {**_job(job), **tried, **digests}
            job += 1


def _job(job: int) -> dict[str, object]:
    """What evaluations and expansions share."""
    return {
        "id": job,
        "seed": job,
        "began": 2 * job,
        "ended": 2 * job + 1,
        "reason": "",
        "started_at": _moment(job),
        "seconds": _JOB_SECONDS,
        "log": f"{job:064x}",
    }


def _moment(job: int) -> float:
    return _BEGAN.timestamp() + job * _JOB_SECONDS


def _agents(born: list[_Born], ids: list[tuple[str, str]], jobs: list[_Row]) -> Iterator[_Row]:
    """Rows of all agents but the root."""
    for job in jobs:
        if "child" in job:
            agent = int(str(job["child"]))
            commit, tree = ids[agent]
            yield {
                "id": agent,
                "commit_id": commit,
                "tree_id": tree,
                "parent": born[agent].parent,
                "depth": born[agent].depth,
                "expansion": job["id"],
                "born_at": job["started_at"],
            }


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[_Row]) -> None:
    by_columns: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        by_columns.setdefault(tuple(row), []).append(row)
    for columns, alike in by_columns.items():
        values = ", ".join(f":{name}" for name in columns)
        connection.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})",  # noqa: S608
            alike,
        )
