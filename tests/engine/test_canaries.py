"""Canaries: keys, headers and folders of this machine, planted wherever a run could pick them up.

Then everything that it keeps, prints and exports is searched for them.
"""

import gzip
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from contracts.provider_servers import ANSWERS, Reply, Server
from runs import Silent
from typer.testing import CliRunner
from worlds import AGENT_TOML, write_files, write_tiny_benchmark

from archive.store import Archive
from archive.values import Verdict
from engine.cli.main import app
from engine.configuration import Configuration
from engine.hiding import Hiding
from engine.session import create_run, open_session
from sandbox.choose import DRIVERS
from sandbox.interface import SandboxUnavailable

KEY = "sk-canary-0123456789abcdef"
HEADER = "canary-of-a-header"
PERSON = "canary-of-a-person"
CANARIES = [each.encode() for each in (KEY, HEADER, PERSON)]

NOSY = '''\
"""Writes all it can find out about where it runs into all that is kept of it."""

import http.client
import json
import os
import pathlib
import socket
import sys
import time


class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.host)


def find_out():
    yield from (repr(sys.argv), repr(sys.path), repr(dict(os.environ)), repr(os.uname()))
    yield os.getcwd()
    for name in ("mounts", "mountinfo", "cgroup", "cmdline", "environ", "status", "maps"):
        for process in ("self", "1"):
            try:
                yield pathlib.Path(f"/proc/{process}/{name}").read_text()
            except OSError as error:
                yield repr(error)


def ask(model):
    connection = Connection(model["socket"])
    messages = [{"role": "user", "content": "Who am I?"}]
    body = {"model": model["role"], "messages": messages, "max_tokens": 50}
    headers = {"Authorization": "Bearer " + model["token"]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    answer = connection.getresponse()
    return answer.read().decode() + repr(answer.getheaders())


action = sys.argv[1]
if action != "check":
    text = pathlib.Path(sys.argv[2]).read_text()
    job = json.loads(text)
    found = "\\n".join([text, ask(job["model"]), *find_out()])
    print(found)
    output = pathlib.Path(job["output"])
    (output / "transcript.jsonl").write_text(json.dumps({"content": found}))
    (output / "notes.md").write_text(found)
    if action == "solve":
        repository = pathlib.Path(job["repository"])
        (repository / "ages.py").write_text("def is_adult(age):\\n    return age >= 18\\n")
        (repository / "answer.txt").write_text("done\\n")
    else:
        (pathlib.Path(job["source"]) / "mark.py").write_text(f"SEED = {job['seed']}\\n")
'''


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder, with which everything on this machine begins."""
    home = tmp_path / PERSON
    (home / "tmp").mkdir(parents=True)
    (home / "work").mkdir()
    for folder in (home, home / "tmp", *home.parents[: len(home.parents) - 2]):
        folder.chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("SOME_TOKEN", KEY)
    monkeypatch.setattr(tempfile, "tempdir", str(home / "tmp"))
    monkeypatch.chdir(home / "work")
    return home


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server() as server:
        echo = f"key {KEY} of x-api-key: {KEY} at {server.url}"
        error = {"type": "error", "error": {"type": "api_error", "message": echo}}

        def answer() -> Reply:
            seen = {"x-canary": HEADER, "request-id": HEADER}
            if len(server.asked) % 5 == 4:
                return Reply(status=400, body=error, headers=seen)
            return Reply(ANSWERS[server.paths[-1]]("Nobody."), headers=seen)

        server.next = answer
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        yield server


def kept(folder: Path) -> dict[str, bytes]:
    """Everything a run keeps: files, blobs, rows of the database, objects of git."""
    found = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with Archive.open(folder) as archive:
        jobs = [*archive.evaluations(), *archive.expansions()]
        digests = {each.log for each in jobs} | {each.transcript for each in jobs}
        digests |= {each.grade_log for each in archive.evaluations()}
        digests |= {each.notes for each in archive.expansions()}
        digests |= set(archive.exchange_digests())
        found |= {digest: archive.blob(digest) for digest in digests if digest}
        assert len(digests) > 8
    for database in folder.rglob("*.db"):
        with sqlite3.connect(database) as connection:
            found[f"rows of {database}"] = "\n".join(connection.iterdump()).encode()
    for repository in folder.rglob("*.git"):
        git = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch"]
        found[f"objects of {repository}"] = subprocess.check_output(git)
    assert any(name.startswith("objects of") for name in found)
    return found


@pytest.mark.parametrize("driver", ["bubblewrap", pytest.param("docker", marks=pytest.mark.docker)])
def test_nothing_of_this_machine_is_in_anything_that_is_kept(
    person: Path, provider: Server, monkeypatch: pytest.MonkeyPatch, driver: str
) -> None:
    write_files(Path("agent"), {"agent.toml": AGENT_TOML, "tiny.py": NOSY.encode()})
    write_tiny_benchmark(Path("tasks"))
    model = "anthropic/claude-x"
    values: dict[str, object] = {
        "seed_agent": "agent",
        "benchmark": "tasks",
        "models": {"solve": model, "improve": model},
        "prices": {model: "0/0"},
        "sandbox": driver,
        "budget": ("8 evals",),
        "workers": 2,
    }
    create_run(Path("run"), Configuration.build(values))
    with open_session(Path("run"), Silent()) as session:
        session.search()
    broken = SandboxUnavailable(f"no space in {person}/tmp/hgm-1: {KEY}")

    def fail(*_: object) -> None:
        raise broken

    with open_session(Path("run"), Silent(), budget=["1 evals"]) as session:
        monkeypatch.setattr(DRIVERS[driver], "open", fail)
        session.search()
    with Archive.open(Path("run")) as archive:
        verdicts = {each.verdict for each in archive.evaluations()}
        assert verdicts >= {Verdict.RESOLVED, Verdict.ERROR}
        assert len(archive.agents()) > 1
    everything = kept(Path("run"))
    assert any(b"mountinfo" in each or b"TMP/hgm-" in each for each in everything.values())
    for words in (
        ["status"],
        ["show"],
        ["tree"],
        ["log"],
        ["fsck"],
        ["trace", "export"],
        ["report"],
        ["export"],
    ):
        more = ["1"] if words in (["show"], ["export"]) else []
        shown = CliRunner().invoke(app, [*words, "run", *more])
        everything[" ".join(words)] = shown.output.encode()
    everything["page"] = Path("run-report.html").read_bytes()
    (wheel,) = Path("dist").iterdir()
    everything["wheel"] = wheel.read_bytes()
    everything["trace"] = gzip.decompress(Path("run-trace.jsonl.gz").read_bytes())
    leaks = [
        (name, canary)
        for name, content in everything.items()
        for canary in CANARIES
        if canary in content
    ]
    assert leaks == []


def test_only_what_tells_of_this_machine_is_hidden() -> None:
    hiding = Hiding(["secret!"], {"/home/me": "HOME", "/home/me/work": "HERE", "/root": "HOME"})
    assert hiding.text("/home/me/work/a /home/me/b /root/c secret!") == (
        "HERE/a HOME/b /root/c [hidden]"
    )
    assert hiding.content(b"\xff /home/me \x00") == b"\xff HOME \x00"
    assert hiding.value({"secret!": ["/home/me", 1, None]}) == {"[hidden]": ["HOME", 1, None]}
