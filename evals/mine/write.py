"""A mined task as a folder in Harbor's format."""

import json
import re
import shlex
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from evals.benchmark import Split
from evals.mine.choose import Candidate
from evals.mine.environment import Environment
from evals.mine.record import Record
from evals.mine.runs import Found, Running, grading_files
from sandbox.files import File, Files
from sandbox.interface import Limits

_BUILD_SECONDS = 1800.0


def task_id(candidate: Candidate) -> str:
    """A name that says what it is about, and which commit it was."""
    words = re.findall(r"[a-z0-9]+", candidate.commit.subject.lower())
    return "-".join([*words[:5], candidate.commit.id[:8]])


def task_files(
    candidate: Candidate,
    environment: Environment,
    running: Running,
    found: Found,
    instruction: str,
) -> Files:
    """Everything of a task but its `task.toml`, which also depends on the other tasks."""
    parts = {
        "environment": environment.folder(candidate.start),
        "tests": grading_files(candidate, running, found),
        "solution": _solution(candidate),
    }
    files = {f"{part}/{path}": file for part, each in parts.items() for path, file in each.items()}
    return {"instruction.md": File(f"{instruction.strip()}\n".encode()), **files}


def _solution(candidate: Candidate) -> Files:
    """What the commit changed of everything that is not the grader's."""
    lines = ["#!/bin/sh", "# What the commit did, in the repository's folder.", "set -e"]
    files = {}
    for path, file in candidate.reference.after.items():
        word = shlex.quote(path)
        if file is None:
            lines.append(f"rm -f -- {word}")
        elif file.link:
            folder = shlex.quote(str(PurePosixPath(path).parent))
            target = shlex.quote(file.content.decode())
            lines.append(f"mkdir -p -- {folder} && ln -sfn -- {target} {word}")
        else:
            files[f"files/{path}"] = file
    if files:
        lines.append('cp -R "$HGM_ROOT/solution/files/." .')
    script = "\n".join(lines) + "\n"
    return {"solve.sh": File(script.encode(), executable=True), **files}


def write_folder(folder: Path, files: Files, *, beside: Path) -> None:
    """Write a task complete or not at all; `beside` is for what is unfinished."""
    made = beside / folder.name
    shutil.rmtree(made, ignore_errors=True)
    for path, file in files.items():
        place = made / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.content)
        place.chmod(0o755 if file.executable else 0o644)
    shutil.rmtree(folder, ignore_errors=True)
    made.rename(folder)
    shutil.rmtree(beside, ignore_errors=True)


def task_file(record: Record, split: Split, *, workdir: str, solve_seconds: float) -> str:
    """The text of `task.toml`."""
    return "".join(f"{line}\n" for line in _lines(record, split, workdir, solve_seconds))


def _lines(record: Record, split: Split, workdir: str, solve_seconds: float) -> Iterator[str]:
    limits = Limits()
    yield 'schema_version = "1.4"'
    yield from ("", "[task]", f"name = {_quote('mined/' + str(record.task))}")
    yield f"description = {_quote(record.subject)}"
    yield from ("", "[metadata]", "strict = true", f"split = {_quote(split)}")
    yield f"commit = {_quote(record.commit)}"
    yield f"committed = {_quote(record.day)}"
    yield from ("", "[agent]", f"timeout_sec = {solve_seconds:.1f}")
    yield from ("", "[verifier]", f"timeout_sec = {record.grade_seconds:.1f}")
    yield from ("", "[environment]", 'network_mode = "no-network"', f"workdir = {_quote(workdir)}")
    yield f"build_timeout_sec = {_BUILD_SECONDS:.1f}"
    yield f"cpus = {limits.cpus:.1f}"
    yield f"memory_mb = {limits.memory_bytes // 1024**2}"
    yield f"storage_mb = {limits.disk_bytes // 1024**2}"


def _quote(text: str) -> str:
    """A basic string of TOML, which is one of JSON."""
    return json.dumps("".join(each for each in text if each.isprintable()), ensure_ascii=False)


def split_by_time(records: Iterable[Record]) -> dict[str, Split]:
    """Task -> split: the newest 40 % are sealed, so what was tuned on the past meets the future.

    Records come from the newest commit on, which decides where commits are of the same second.
    """
    order = sorted(enumerate(records), key=lambda pair: (pair[1].time, -pair[0]))
    search = max(1, round(0.6 * len(order)))
    return {
        str(record.task): Split.SEARCH if rank < search else Split.TEST
        for rank, (_, record) in enumerate(order)
    }
