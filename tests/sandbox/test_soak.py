"""Hundreds of evaluations, and a Docker engine that dies half way: nothing stays behind."""

import gc
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from worlds import AGENT_TOML, write_tiny_benchmark

from archive.values import Source
from engine.agents import TreeCache
from engine.conversation import Models
from engine.jobs import EvaluationJob, EvaluationResult, MachineFailed
from engine.models.caps import Caps
from engine.models.gateway import Gateway
from engine.models.scripted import Scripted
from engine.work import JobLimits, Workshop
from evals.folder import load_folder
from sandbox.bubblewrap import Bubblewrap
from sandbox.interface import Sandboxes

pytestmark = pytest.mark.slow

WARM, ALL = 100, 500
MIB = 1024**2
# What a pool of connections and the allocator may come to hold, however long it goes on.
MOST_DESCRIPTORS, MOST_MEMORY = 40, 24 * MIB

ASKING = b"""\
import http.client, json, os, pathlib, socket, sys

class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.host)

job = json.load(open(sys.argv[2]))
model, repository = job["model"], pathlib.Path(job["repository"])
body = {"model": "solve", "messages": [{"role": "user", "content": "?"}], "max_tokens": 5}
connection = Connection(model["socket"])
headers = {"Authorization": "Bearer " + model["token"]}
connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
answer = json.loads(connection.getresponse().read())
(repository / "answer.txt").write_text(answer["choices"][0]["message"]["content"])
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(1000)"])
"""
AGENT: Source = {"agent.toml": AGENT_TOML, "tiny.py": ASKING}


@dataclass(frozen=True)
class Held:
    """What this process holds."""

    memory: int
    descriptors: int
    threads: int


def held() -> Held:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    descriptors, threads = (
        len(list(Path(f"/proc/self/{each}").iterdir())) for each in ("fd", "task")
    )
    return Held(pages * os.sysconf("SC_PAGE_SIZE"), descriptors, threads)


def left_on_the_host(base: Path) -> list[str]:
    """Folders, mounts, processes and sockets that name the driver's folder or a gateway."""
    found = [str(path) for path in base.iterdir()]
    found += [
        line for line in Path("/proc/self/mounts").read_text().splitlines() if str(base) in line
    ]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if str(base) in words or "time.sleep(1000)" in words:
            found.append(words)
    return found


@pytest.fixture
def base() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hgm-soak-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def open_workshop(folder: Path, sandboxes: Sandboxes) -> Iterator[Workshop]:
    benchmark = load_folder(write_tiny_benchmark(folder / "tasks", search=1, test=1), name="tiny")
    (folder / "script.json").write_text(
        '[{"say": "done\\n", "input_tokens": 1, "output_tokens": 1}]'
    )
    with Gateway({"solve": Scripted.read(folder / "script.json")}) as gateway:
        models = Models(gateway, Caps())
        trees = TreeCache(folder / "agents")
        yield Workshop(benchmark, sandboxes, trees, JobLimits(), run="soak", models=models)
    assert not gateway._folder.exists()


def evaluate(workshop: Workshop, number: int) -> bool:
    result = workshop(EvaluationJob(id=number, seed=number, source=AGENT, task="level-00"))
    assert isinstance(result, EvaluationResult)
    return result.resolved


@pytest.mark.parametrize("driver", ["bubblewrap", pytest.param("docker", marks=pytest.mark.docker)])
def test_five_hundred_evaluations_leave_nothing_behind(
    tmp_path: Path, base: Path, driver: str
) -> None:
    sandboxes: Sandboxes = Bubblewrap(base)
    if driver == "docker":
        from sandbox.docker import Docker

        sandboxes = Docker(base)
    with open_workshop(tmp_path, sandboxes) as workshop, ThreadPoolExecutor(2) as pool:
        verdicts = list(pool.map(lambda number: evaluate(workshop, number), range(WARM)))
        before = held()
        verdicts += pool.map(lambda number: evaluate(workshop, number), range(WARM, ALL))
        after = held()
    assert verdicts == [True] * ALL
    assert after.threads == before.threads
    assert after.descriptors <= before.descriptors + MOST_DESCRIPTORS
    assert after.memory <= before.memory + MOST_MEMORY
    assert left_on_the_host(base) == []
    assert driver != "docker" or containers_of("soak") == []


def containers_of(run: str) -> list[object]:
    from sandbox.engine import connect

    api = connect().api
    try:
        return list(api.containers(all=True, filters={"label": f"hgm.run={run}"}))
    finally:
        api.close()


class OwnEngine:
    """A second Docker engine, which may be killed; it holds the images of the first."""

    def __init__(self, folder: Path) -> None:
        self.socket = f"unix://{folder}/engine.sock"
        self._log = (folder / "log").open("wb")
        self._containerd = folder / "exec/containerd/containerd.pid"
        # In namespaces of its own, which outlive it: networks and mounts of the first are none of
        # its business, and what a killed one leaves must be there for the next.
        self._home = subprocess.Popen(["unshare", "--net", "--mount", "sleep", "infinity"])
        places = {"data-root": "data", "exec-root": "exec", "pidfile": "pid"}
        self._command = ["nsenter", "--net", "--mount", "--target", str(self._home.pid)]
        self._command += ["dockerd", "-H", self.socket, "--bridge=none", "--iptables=false"]
        self._command += [f"--{option}={folder}/{name}" for option, name in places.items()]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        import docker
        from docker.errors import DockerException

        # Where nobody buries orphans, a killed one's seems to live on.
        self._containerd.unlink(missing_ok=True)
        self._process = subprocess.Popen(self._command, stdout=self._log, stderr=self._log)
        for _ in range(300):
            try:
                client = docker.APIClient(self.socket)
                client.ping()
                client.close()
                return
            except DockerException:
                time.sleep(0.1)
        raise RuntimeError("the second engine does not start")

    def load(self, images: list[str]) -> None:
        import docker

        ours, its = docker.APIClient(), docker.APIClient(self.socket, timeout=300)
        for image in images:
            for _ in its.load_image(ours.get_image(image)):
                pass
        ours.close()
        its.close()

    def stop(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(60)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop(signal.SIGTERM)
        self._home.kill()
        self._home.wait()
        self._log.close()


@pytest.fixture
def engine(base: Path) -> Iterator[OwnEngine]:
    if os.getuid() or not shutil.which("dockerd"):
        pytest.skip("only root can start a Docker engine of its own, and needs dockerd")
    with tempfile.TemporaryDirectory(prefix="hgm-engine-", ignore_cleanup_errors=True) as name:
        engine = OwnEngine(Path(name))
        try:
            engine.start()
            yield engine
        finally:
            engine.close()


@pytest.mark.docker
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # the SDK's, where nobody answers
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_engine_that_is_restarted_half_way_costs_no_verdict(
    tmp_path: Path, base: Path, engine: OwnEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sandbox.docker import Docker
    from sandbox.images import BASE

    assert Docker(base).trouble() is None
    engine.load([BASE, "hgm/base", "hgm/python"])
    monkeypatch.setenv("DOCKER_HOST", engine.socket)
    errors: Counter[str] = Counter()

    def insist(number: int) -> bool:
        for _ in range(100):
            try:
                return evaluate(workshop, number)
            except MachineFailed as error:
                errors[str(error).split(":")[0]] += 1
                time.sleep(0.5)
        raise AssertionError(errors)

    with open_workshop(tmp_path, Docker(base)) as workshop, ThreadPoolExecutor(2) as pool:
        verdicts = [insist(0)]
        waiting = [pool.submit(insist, number) for number in range(1, 60)]
        for how in (signal.SIGKILL, signal.SIGTERM):
            time.sleep(4)
            engine.stop(how)
            time.sleep(1)
            engine.start()
        verdicts += [each.result(300) for each in waiting]
    assert verdicts == [True] * 60
    assert errors
    assert set(errors) == {"SandboxUnavailable"}
    assert eventually(lambda: not containers_of("soak")), containers_of("soak")
    assert left_on_the_host(base) == []


def eventually(holds: Callable[[], bool]) -> bool:
    for _ in range(100):
        if holds():
            return True
        time.sleep(0.1)
    return False
