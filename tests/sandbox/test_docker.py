"""The Docker driver against the engine of this machine: nothing here is a stand-in."""

import gc
import json
import os
import threading
import uuid
import warnings
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer
from typing import TYPE_CHECKING

import pytest
from contracts.sandbox_contract import (
    APP,
    LABELS,
    MIB,
    RUN,
    IsolationContract,
    SandboxContract,
    alive,
    base,
    eventually,
    host_folder,
    killed,
    marker,
    python,
    shell,
)

from sandbox import folder
from sandbox.docker import Docker
from sandbox.engine import connect
from sandbox.files import File
from sandbox.images import build_image
from sandbox.interface import Ending, Limits, Sandboxes, SandboxSpec, SandboxUnavailable

if TYPE_CHECKING:
    from docker import APIClient

__all__ = ["base", "host_folder", "marker"]

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def api() -> "Iterator[APIClient]":
    client = connect().api
    yield client
    client.close()


@pytest.fixture(scope="module")
def odd_image(api: "APIClient") -> str:
    """An image that has a say of its own in everything."""
    return image(
        api,
        """
        FROM debian:bookworm-slim
        RUN mkdir -p /app/deep /data && echo of the image > /app/deep/file && ln -s deep /app/link
        ENV PATH=/usr/sbin:/usr/bin:/sbin:/bin OWN=variable
        VOLUME /data
        WORKDIR /nowhere
        ENTRYPOINT ["/bin/false"]
        """,
    )


def image(api: "APIClient", dockerfile: str) -> str:
    lines = "\n".join(line.strip() for line in dockerfile.strip().splitlines())
    return build_image(api, {"Dockerfile": File(lines.encode()), "x": File(b"")}, name="test")


class TestDocker(SandboxContract, IsolationContract):
    @pytest.fixture
    def sandboxes(self, base: Path) -> Sandboxes:
        return Docker(base)


@pytest.fixture
def sandboxes(base: Path) -> Docker:
    return Docker(base)


def test_agents_run_in_an_image_that_has_nothing_at_all(
    api: "APIClient", sandboxes: Docker
) -> None:
    spec = SandboxSpec(image=image(api, "FROM scratch\nCOPY x /x"), writable=(APP,))
    with sandboxes.open(spec) as sandbox:
        code = "import ssl, subprocess as s, sys; print(s.check_output([sys.executable, '-V']))"
        completed = sandbox.exec([sandbox.python, "-c", code], cwd=APP, seconds=20)
    assert completed.output.startswith(b"b'Python 3.")


def test_the_images_own_python_is_another_one(sandboxes: Docker) -> None:
    with sandboxes.open(SandboxSpec(writable=(APP,))) as sandbox:
        completed = python(sandbox, "print(sys.executable)")
        assert completed.output == b"/usr/bin/python3\n"


def test_a_writable_folder_begins_as_the_image_has_it(sandboxes: Docker, odd_image: str) -> None:
    spec = SandboxSpec(image=odd_image, writable=(APP, "/missing"))
    for _ in range(2):
        with sandboxes.open(spec) as sandbox:
            assert sandbox.read_file("/app/deep/file", max_bytes=100) == b"of the image\n"
            completed = shell(
                sandbox, "cat link/file; echo changed > link/file; rm link; ls -A /missing"
            )
            assert completed.output == b"of the image\n"
            assert sandbox.copy_out(APP, max_bytes=100, max_files=9) == {
                "deep/file": File(b"changed\n")
            }


def test_an_images_volumes_are_bounded_and_its_variables_stay(
    sandboxes: Docker, odd_image: str
) -> None:
    spec = SandboxSpec(image=odd_image, writable=(APP,))
    with sandboxes.open(spec) as sandbox:
        completed = shell(sandbox, "head -c 40000000 /dev/zero > /data/x; du -sk /data; echo $OWN")
    assert int(completed.output.split()[-3]) <= 16 * 1024
    assert completed.output.split()[-1] == b"variable"


def test_a_process_that_the_kernel_kills_for_memory_ends_the_command(sandboxes: Docker) -> None:
    spec = SandboxSpec(writable=(APP,), limits=Limits(memory_bytes=64 * MIB))
    code = """
    if not os.fork():
        kept = []
        while True: kept.append(bytearray(b"x" * (1 << 20)))
    os.wait()
    time.sleep(1000)
    """
    with sandboxes.open(spec) as sandbox:
        completed = python(sandbox, code)
    assert completed.ending is Ending.OUT_OF_MEMORY
    assert completed.seconds < 10


def test_processors_are_limited(sandboxes: Docker) -> None:
    spec = SandboxSpec(writable=(APP,), limits=Limits(cpus=0.2))
    code = "t = time.monotonic()\nwhile time.monotonic() < t + 2: pass\nprint(time.process_time())"
    with sandboxes.open(spec) as sandbox:
        assert float(python(sandbox, code).output) < 1.0


def test_closing_the_output_does_not_hide_that_a_command_runs_on(sandboxes: Docker) -> None:
    with sandboxes.open(SandboxSpec(writable=(APP,))) as sandbox:
        completed = shell(sandbox, "exec >&- 2>&-; sleep 0.7; exit 5")
    assert (completed.ending, completed.exit_code) == (Ending.EXITED, 5)
    assert completed.seconds >= 0.7


def test_a_missing_image_is_named(sandboxes: Docker) -> None:
    with (
        pytest.raises(SandboxUnavailable, match="no-such-image-of-hgm"),
        sandboxes.open(SandboxSpec(image="localhost:1/no-such-image-of-hgm:1")),
    ):
        pass


def test_an_image_that_cannot_be_built_says_why(api: "APIClient") -> None:
    with pytest.raises(SandboxUnavailable, match="reason to fail"):
        image(api, "FROM debian:bookworm-slim\nRUN echo reason to fail && false")


def test_an_engine_that_is_not_there_is_one_sentence(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{base}/none.sock")
    with warnings.catch_warnings():
        # The SDK does not close the sockets with which it finds nobody.
        warnings.simplefilter("ignore", ResourceWarning)
        trouble = Docker(base).trouble()
        assert Docker(base).sweep({}) == 0
        gc.collect()
    assert trouble is not None
    assert trouble.startswith("Docker cannot be used: no Docker engine answers")


def test_an_engine_that_cannot_hold_limits_is_refused(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = {
        "/version": {"ApiVersion": "1.41"},
        "/v1.41/info": {"ServerVersion": "29", "NCPU": 2, "MemoryLimit": True, "PidsLimit": False},
    }

    class Rootless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = json.dumps(answers[self.path]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def address_string(self) -> str:
            return "local"

        def log_message(self, *_: object) -> None:
            """Nobody wants to know."""

    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/engine.sock")
    with UnixStreamServer(f"{tmp_path}/engine.sock", Rootless) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        trouble = Docker(base).trouble()
        server.shutdown()
        thread.join()
    assert trouble is not None
    assert "cannot limit memory and processes" in trouble


def test_nothing_of_the_clients_configuration_reaches_a_container(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '{"proxies": {"default": {"httpProxy": "http://user:sk-secret@proxy:1"}}}'
    (tmp_path / "config.json").write_text(text)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    with Docker(base).open(SandboxSpec(writable=(APP,))) as sandbox:
        assert b"sk-secret" not in shell(sandbox, "env").output


def test_containers_that_outlive_their_folders_are_swept_and_others_are_not(
    sandboxes: Docker, api: "APIClient", base: Path, marker: str
) -> None:
    other = api.create_container("debian:bookworm-slim", ["sleep", "1000"])["Id"]
    try:

        def own() -> None:
            with Docker(base).open(SandboxSpec(writable=(APP,), labels=LABELS)) as sandbox:
                sandbox.exec(["sh", "-c", "sleep 1000; true", marker], cwd=APP, seconds=1000)

        killed(own, when=lambda: alive(marker) != [], seconds_more=0.3)
        for place in base.iterdir():
            place.rename(base.parent / f"gone-{uuid.uuid4().hex}")
        assert alive(marker) != []
        assert sandboxes.sweep({"run": "another"}) == 0
        assert sandboxes.sweep({"run": RUN}) == 1
        assert eventually(lambda: alive(marker) == [])
        api.inspect_container(other)
    finally:
        api.remove_container(other, force=True)


def test_a_hundred_commands_leave_nothing_behind(
    sandboxes: Docker, api: "APIClient", marker: str
) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208

    spec = SandboxSpec(writable=(APP,), labels=(("run", marker),))
    with sandboxes.open(spec) as sandbox:
        for _ in range(20):
            assert shell(sandbox, "true").succeeded
        before = descriptors()
        for _ in range(80):
            assert shell(sandbox, "true").succeeded
        assert api.containers(all=True, filters={"label": f"hgm.run={marker}"}) == []
        assert descriptors() <= before + 64


def test_a_container_that_somebody_stops_says_nothing_about_the_agent(
    sandboxes: Docker, api: "APIClient", marker: str
) -> None:
    def stop() -> None:
        running = {"label": f"hgm.run={marker}", "status": "running"}
        assert eventually(lambda: api.containers(filters=running) != [])
        for found in api.containers(filters=running):
            api.stop(found["Id"])

    spec = SandboxSpec(writable=(APP,), labels=(("run", marker),))
    thread = threading.Thread(target=stop)
    thread.start()
    with sandboxes.open(spec) as sandbox, pytest.raises(SandboxUnavailable, match="stopped"):
        ends_well = "trap 'exit 0' TERM; sleep 1000 & wait"
        sandbox.exec(["sh", "-c", ends_well, marker], cwd=APP, seconds=60)
    thread.join()


@pytest.fixture(autouse=True)
def _no_renamed_folders(base: Path) -> Iterator[None]:
    yield
    for place in base.parent.glob("gone-*"):
        folder.remove(place)
