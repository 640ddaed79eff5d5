# ruff: noqa: T201 - what it prints is the log of the grading
"""Runs a repository's own tests in another process and judges by what each single test did.

The exit status and the output of that process say nothing: a test has passed when the reporter in
it said so, with a key that only it was told, and when it went on to say how many tests there were.
Among the tests are some of the grader's own that cannot pass; where one does, none counts. Exits
with 0 only where all listed tests passed. Called as `grader.py ROOT [measure]` in the repository's
folder; with `measure`, what every test of the listed files did is written to results.json instead.

Runs on the Python of any image, 3.9 or newer.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import hmac
import json
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(sys.argv[1] + "/")
TESTS, LOGS, APP = ROOT / "tests", ROOT / "logs/verifier", Path.cwd()
FILES = TESTS / "files"
STARTERS = ("sitecustomize.py", "usercustomize.py")
SETTINGS = (
    "conftest.py",
    "pytest.ini",
    ".pytest.ini",
    "pytest.toml",
    ".pytest.toml",
    "pyproject.toml",
    "setup.cfg",
    "tox.ini",
    ".coveragerc",
)
MAX_REPORT = 32 * 1024**2
TRAP = """\
import unittest


class Test{word}(unittest.TestCase):
    def test_{word}_equal(self):
        self.assertEqual({number}, {other})

    def test_{word}_assert(self):
        number = {number}
        assert number == {other}

    def test_{word}_true(self):
        self.assertTrue({number} > {other})

    def test_{word}_raises(self):
        with self.assertRaises(ValueError):
            int("{number}")

    def test_{word}_error(self):
        raise KeyError({number})
"""
WAYS = ("equal", "assert", "true", "raises", "error")


class Outcome(NamedTuple):
    """What one test did: passed, failed, error or skipped; and why not passed."""

    status: str
    message: str


class Report(NamedTuple):
    """What all tests did, and whether the process came to its end with them."""

    outcomes: dict[str, Outcome]
    ended: bool


def restore(job: dict[str, Any]) -> set[str]:
    """Put the tests there, and nothing else that decides how they run; the paths of all."""
    restored = {str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.is_file()}
    for path in job["removed"]:
        remove(APP / path)
    for folder, names, files in os.walk(APP):
        # An environment of the image's, which is no part of the repository.
        names[:] = [name for name in names if not Path(folder, name, "pyvenv.cfg").exists()]
        for name in [*files, *names]:
            path = Path(folder, name)
            if decides(name) and str(path.relative_to(APP)) not in restored:
                remove(path)
    for each in sorted(restored):
        make_room(APP / each)
        shutil.copy(FILES / each, APP / each)
    return restored


def decides(name: str) -> bool:
    """Whether a file of that name decides how tests run."""
    return name in SETTINGS or name in STARTERS or name.endswith(".pth")


def make_room(path: Path) -> None:
    """Make the folders above a file, whatever is in their place, and remove what is in its own."""
    for parent in reversed(path.relative_to(APP).parents):
        if (APP / parent).is_symlink() or (APP / parent).is_file():
            remove(APP / parent)
        (APP / parent).mkdir(exist_ok=True)
    remove(path)


def remove(path: Path) -> None:
    """Delete a file, a link or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    elif os.path.lexists(str(path)):
        path.unlink()


def set_trap(folder: str) -> dict[str, str]:
    """Write a file of tests that cannot pass; their ids, and what the file holds."""
    word = "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(10))
    number = secrets.randbelow(10**6)
    path = str(Path(folder, f"test_{word}.py"))
    (APP / path).write_text(TRAP.format(word=word, number=number, other=number + 1))
    return {way: f"{path}::Test{word}::test_{word}_{way}" for way in WAYS}


def run(job: dict[str, Any], ids: Sequence[str]) -> Report:
    """Run the tests of those ids, or all of the listed files where there are none."""
    reading, writing = os.pipe()
    key = secrets.token_hex(32)
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(TESTS / "reporter.py")],
        cwd=str(APP),
        stdin=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=(writing,),
        start_new_session=True,
    )
    os.close(writing)
    order = {"key": key, "channel": writing, "runner": job["runner"]}
    order.update(ids=list(ids), files=job["files"], command=job["command"])
    tell(process, json.dumps(order).encode())
    said = listen(process, reading, time.monotonic() + job["seconds"])
    return read_report(said, key)


def tell(process: subprocess.Popen[bytes], order: bytes) -> None:
    """Give the reporter its order, before it has run anything of the repository's."""
    try:
        with process.stdin as stream:  # type: ignore[union-attr] # it is a pipe
            stream.write(order + b"\n")
    except BrokenPipeError:
        print("the reporter did not start")


def listen(process: subprocess.Popen[bytes], reading: int, deadline: float) -> bytes:
    """All that was said until the process ended, hung up or ran out of time."""
    said = bytearray()
    while len(said) < MAX_REPORT and time.monotonic() < deadline:
        over = process.poll() is not None
        if select.select([reading], [], [], 0 if over else 0.05)[0]:
            block = os.read(reading, 1 << 16)
            said += block
            if not block:
                break
        elif over:
            break
    os.close(reading)
    end(process)
    return bytes(said)


def end(process: subprocess.Popen[bytes]) -> None:
    """Kill it and what it started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def read_report(said: bytes, key: str) -> Report:
    """The outcomes in what was said; nothing where any of it is not the reporter's."""
    outcomes: dict[str, Outcome] = {}
    ended = False
    for number, line in enumerate(said.splitlines()):
        try:
            told = json.loads(line)
            its_own = hmac.compare_digest(str(told["key"]), key) and told["number"] == number
        except (ValueError, KeyError, TypeError):
            its_own = False
        if not its_own or ended:
            return Report({}, False)
        if told["test"] is None:
            ended = True
        elif told["test"] in outcomes:
            outcomes[told["test"]] = Outcome("error", "reported twice")
        else:
            outcomes[told["test"]] = Outcome(str(told["status"]), str(told["message"]))
    return Report(outcomes, ended)


def digests(paths: set[str]) -> dict[str, str]:
    """What the files hold, as far as they are there."""
    return {
        path: hashlib.sha256((APP / path).read_bytes()).hexdigest()
        for path in paths
        if (APP / path).is_file() and not (APP / path).is_symlink()
    }


def resolves(job: dict[str, Any], restored: set[str]) -> bool:
    """Whether all listed tests pass and nothing suggests that their results were made up."""
    wanted: list[str] = [*job["fail_to_pass"], *job["pass_to_pass"]]
    first, last = {}, {}
    if job["runner"] != "junit":
        folder = str(Path(job["files"][0]).parent)
        first, last = set_trap(folder), set_trap(folder)
    traps = [*first.values(), *last.values()]
    # Data beside the tests may be theirs to write.
    guarded = {path for path in restored if path.endswith(".py") or decides(Path(path).name)}
    guarded |= {*job["files"], *(id.partition("::")[0] for id in traps)}
    before = digests(guarded)
    report = run(job, [*first.values(), *wanted, *last.values()])
    passed = {id for id, outcome in report.outcomes.items() if outcome.status == "passed"}
    caught = {
        id
        for id in traps
        if id not in report.outcomes or report.outcomes[id].status not in ("failed", "error")
    }
    missing = [id for id in wanted if id not in passed]
    for id in missing:
        print("not passed:", id)
    for trouble, said in (
        (not report.ended, "the tests did not come to their end"),
        (caught, "a test that cannot pass was not reported as failed"),
        (digests(guarded) != before, "the tests were changed while they ran"),
    ):
        if trouble:
            print(said)
    return report.ended and not missing and not caught and digests(guarded) == before


def write(name: str, text: str) -> None:
    """Write a file of results, whatever is in its place."""
    if LOGS.is_symlink():
        LOGS.unlink()
    LOGS.mkdir(parents=True, exist_ok=True)
    remove(LOGS / name)
    (LOGS / name).write_text(text)


def main() -> int:
    """Judge, or measure; the status to exit with."""
    job = json.loads((TESTS / "task.json").read_text())
    restored = restore(job)
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: the code cannot look in here.
    if sys.argv[2:] == ["measure"]:
        start = time.monotonic()
        report = run(job, [])
        seconds = time.monotonic() - start
        outcomes = {id: list(outcome) for id, outcome in report.outcomes.items()}
        told = {"outcomes": outcomes, "ended": report.ended, "seconds": seconds}
        write("results.json", json.dumps(told))
        return 0
    resolved = resolves(job, restored)
    print("resolved" if resolved else "not resolved")
    remove(LOGS / "reward.json")  # Whoever wrote it was not the grader, and it would come first.
    write("reward.txt", "1" if resolved else "0")
    return 0 if resolved else 1


status = main()
sys.stdout.flush()
os._exit(status)
