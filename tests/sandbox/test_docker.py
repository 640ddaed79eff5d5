"""The Docker driver against the engine of this machine: nothing here is a stand-in."""

import gc
import json
import os
import subprocess
import threading
import time
import uuid
import warnings
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import UnixStreamServer
from typing import TYPE_CHECKING

import docker
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
from sandbox.interface import (
    Candidates,
    Ending,
    Limits,
    Recipe,
    Sandboxes,
    SandboxSpec,
    SandboxUnavailable,
)

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


def test_what_an_image_had_can_be_compared_with_what_is_there(
    sandboxes: Docker, odd_image: str
) -> None:
    with sandboxes.open(SandboxSpec(image=odd_image, writable=(APP,))) as sandbox:
        shell(sandbox, "echo changed > deep/file; rm link; touch new")
        original = sandbox.original(APP)
        assert original == {
            "deep/file": File(b"of the image\n"),
            "link": File(b"deep", link=True),
        }
        assert sandbox.original("/app/deep") == {"file": File(b"of the image\n")}


def test_what_an_image_holds_is_not_copied_where_it_can_be_laid_below(
    base: Path, odd_image: str, sandboxes: Docker
) -> None:
    spec = SandboxSpec(image=odd_image, writable=(APP,), as_root=True)
    with sandboxes.open(spec) as sandbox:
        (place,) = base.glob("hgm-sandbox-*")
        laid = [point for point in mounts() if point.startswith(str(place))]
        assert laid == ([f"{place}/root/app"] if os.geteuid() == 0 else [])
        sandbox.write_file("/app/deep/ours", b"x")
        shell(sandbox, "echo new > deep/new; cat deep/ours >> deep/file; rm link; mkdir link")
        sandbox.copy_in({"deep/ours": None, "top": File(b"y")}, APP)
        shell(sandbox, "cp top link/copy; rm -r deep; mkdir deep; echo again > deep/file")
        assert sandbox.copy_out(APP, max_bytes=100, max_files=9, links=True) == {
            "top": File(b"y"),
            "link/copy": File(b"y"),
            "deep/file": File(b"again\n"),
        }
        assert sandbox.original(APP).keys() == {"deep/file", "link"}
    assert list(base.iterdir()) == []
    assert not laid_below(base)
    with sandboxes.open(spec) as sandbox:
        assert sandbox.read_file("/app/deep/file", max_bytes=100) == b"of the image\n"


def test_what_is_written_over_what_was_laid_below_counts_as_disk(
    sandboxes: Docker, odd_image: str
) -> None:
    limits = Limits(disk_bytes=20 * MIB)
    spec = SandboxSpec(image=odd_image, writable=(APP,), as_root=True, limits=limits)
    code = "for n in 1 2 3 4 5 6; do head -c 5000000 /dev/zero > $n; done; sleep 100"
    with sandboxes.open(spec) as sandbox:
        assert shell(sandbox, code, seconds=30).ending is Ending.OUT_OF_DISK


@pytest.mark.skipif(os.getuid() != 0, reason="only root lays folders below others")
def test_what_a_killed_engine_laid_below_is_swept(base: Path, odd_image: str) -> None:
    spec = SandboxSpec(image=odd_image, writable=(APP,), as_root=True, labels=LABELS)

    def own() -> None:
        with Docker(base).open(spec):
            time.sleep(1000)

    killed(own, when=lambda: laid_below(base), seconds_more=0.2)
    assert laid_below(base)
    assert Docker(base).sweep(dict(LABELS)) == 1
    assert not laid_below(base)
    assert list(base.iterdir()) == []


def mounts() -> list[str]:
    return [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]


def laid_below(base: Path) -> bool:
    return any(point.startswith(str(base)) and point.endswith("/app") for point in mounts())


ELSEWHERE = """
FROM debian:bookworm-slim
RUN mkdir -p /srv/app /data && echo x > /srv/app/f && ln -s /srv/app /app && chown -R 1000 /data
"""


def test_a_folder_that_the_image_has_elsewhere_or_gave_to_another_can_be_used(
    api: "APIClient", sandboxes: Docker
) -> None:
    spec = SandboxSpec(image=image(api, ELSEWHERE), writable=(APP, "/data"), as_root=True)
    with sandboxes.open(spec) as sandbox:
        completed = shell(sandbox, "cat f && echo y > g && echo z > /data/h")
        assert completed.output == b"x\n"
        assert completed.succeeded
        assert sandbox.copy_out(APP, max_bytes=9, max_files=9).keys() == {"f", "g"}
        assert sandbox.original(APP) == {"f": File(b"x\n")}


def test_nobody_else_of_this_machine_can_run_what_code_left(
    base: Path, odd_image: str, sandboxes: Docker
) -> None:
    spec = SandboxSpec(image=odd_image, writable=(APP,), as_root=True)
    with sandboxes.open(spec) as sandbox:
        assert shell(sandbox, "cp /bin/dash d && chmod 4755 d").succeeded
        (place,) = base.glob("hgm-sandbox-*")
        assert place.stat().st_mode & 0o777 == 0o700


REPOSITORY = """
FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq git >/dev/null
RUN mkdir /app /root/tools && cd /app && git init -q -b main && export GIT_AUTHOR_NAME=a \\
 GIT_AUTHOR_EMAIL=a GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a && for word in one two three; do \\
 echo $word > file && git add . && git commit -q -m $word; done && git tag late \\
 && git reset -q --hard HEAD~1 && git config remote.origin.url secret && echo edited >> file \\
 && chmod 700 /root/tools && echo kept > /root/tools/word
"""


@pytest.fixture(scope="module")
def repository_image(api: "APIClient") -> str:
    return image(api, REPOSITORY)


def test_a_repository_can_come_without_its_history(
    sandboxes: Docker, repository_image: str
) -> None:
    told = "git log --all --format=%s | sort; git status --short; cat file; "
    told += "git config --get-regexp url"
    spec = SandboxSpec(image=repository_image, writable=(APP,), as_root=True)
    with sandboxes.open(spec) as sandbox:
        words = shell(sandbox, told).output.split()
    assert words == b"one three two M file two edited remote.origin.url secret".split()
    with sandboxes.open(replace(spec, hides_history=True)) as sandbox:
        assert shell(sandbox, told).output.split() == b"two M file two edited".split()
        objects = "git cat-file --batch-all-objects --batch-check | cut -d' ' -f2 | sort"
        assert shell(sandbox, objects).output.split() == [b"blob", b"commit", b"tree"]


def test_an_image_can_be_run_as_its_root_who_has_no_powers(
    sandboxes: Docker, repository_image: str
) -> None:
    spec = SandboxSpec(image=repository_image, writable=("/out",), as_root=True)
    with sandboxes.open(spec) as sandbox:
        code = "id -u; cat /root/tools/word; echo $HOME; echo x > /usr/x && cp /usr/x /out/x"
        completed = sandbox.exec(["sh", "-c", code], cwd=APP, seconds=20)
        assert completed.output.split() == [b"0", b"kept", b"/root"]
        assert sandbox.read_file("/out/x", max_bytes=9) == b"x\n"
        again = sandbox.exec(["ls", "/usr/x", "/out/x"], cwd=APP, seconds=20)
        assert b"/out/x\n" in again.output
        assert b"/usr/x'" in again.output
        forbidden = "chown 1 /out/x || mknod /out/d c 1 3 || mount -t tmpfs x /mnt || ip link"
        assert not sandbox.exec(["sh", "-c", forbidden], cwd="/", seconds=20).succeeded


SOMEBODY = """
import os, sys
from pathlib import Path
from sandbox.docker import Docker
from sandbox.interface import SandboxSpec
base = Path(sys.argv[1])
spec = SandboxSpec(image=sys.argv[2], writable=("/app", "/out"), as_root=True)
with Docker(base, cache=base / "cache").open(spec) as sandbox:
    code = "echo $(id -u) > /app/file && mkdir /out/d && chmod 700 /out/d && echo x > /out/d/f"
    print(sandbox.exec(["sh", "-c", code], cwd="/app", seconds=60).output.decode())
    print(sandbox.read_file("/app/file", max_bytes=9), sandbox.read_file("/out/d/f", max_bytes=9))
    sandbox.write_file("/app/file", b"ours")
    print(sandbox.exec(["sh", "-c", "cat file; echo y > file"], cwd="/app", seconds=60).output)
print([each.name for each in base.iterdir()], os.getuid())
"""


# A Python that everybody may run, beside the packages of this one.
SYSTEM = "/usr/bin/python3"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_who_is_not_root_can_run_an_image_as_its_root(
    repository_image: str, tmp_path: Path
) -> None:
    for folder_ in (tmp_path, *tmp_path.parents[:-2]):
        folder_.chmod(0o755)
    os.chown(tmp_path, 1234, 1234)
    completed = subprocess.run(
        [SYSTEM, "-c", SOMEBODY, str(tmp_path), repository_image],
        user=1234,
        group=1234,
        extra_groups=[Path("/var/run/docker.sock").stat().st_gid],
        env={"HOME": str(tmp_path), "PYTHONPATH": str(Path(docker.__file__).parents[1])},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert completed.stderr == ""
    assert completed.stdout.split("\n") == [
        "",
        "b'0\\n' b'x\\n'",
        "b'ours'",
        "['cache'] 1234",
        "",
    ]


def test_what_is_written_over_an_image_counts_as_disk(
    sandboxes: Docker, repository_image: str
) -> None:
    limits = Limits(disk_bytes=20 * MIB)
    spec = SandboxSpec(image=repository_image, as_root=True, limits=limits)
    code = "for n in 1 2 3 4 5 6; do head -c 5000000 /dev/zero > /usr/$n; done; sleep 100"
    with sandboxes.open(spec) as sandbox:
        completed = sandbox.exec(["sh", "-c", code], cwd="/", seconds=30)
    assert completed.ending is Ending.OUT_OF_DISK


def test_only_who_is_allowed_sees_a_network(sandboxes: Docker) -> None:
    code = "import socket; print([name for _, name in socket.if_nameindex()])"
    for network, names in ((False, b"['lo']"), (True, b"['lo', 'eth0']")):
        with sandboxes.open(SandboxSpec(network=network)) as sandbox:
            completed = sandbox.exec([sandbox.python, "-c", code], cwd="/tmp", seconds=20)
            assert completed.output.strip() == names


def test_an_image_is_built_where_it_is_not_there(sandboxes: Docker) -> None:
    lines = b"FROM debian:bookworm-slim\nRUN echo built > /word\n"
    recipe = Recipe("test", {"Dockerfile": File(lines)})
    with sandboxes.open(SandboxSpec(image=recipe)) as sandbox:
        assert sandbox.exec(["cat", "/word"], cwd="/tmp", seconds=20).output == b"built\n"
    broken = Recipe("test", {"Dockerfile": File(b"FROM debian:bookworm-slim\nRUN false\n")})
    with (
        pytest.raises(SandboxUnavailable, match="cannot be built"),
        sandboxes.open(SandboxSpec(image=broken)),
    ):
        pass


def test_an_image_can_have_several_names(sandboxes: Docker, odd_image: str) -> None:
    def word(image: Candidates) -> bytes:
        with sandboxes.open(SandboxSpec(image=image)) as sandbox:
            return sandbox.exec(["cat", "/word", "/app/deep/file"], cwd="/tmp", seconds=20).output

    recipe = Recipe(
        "test", {"Dockerfile": File(b"FROM debian:bookworm-slim\nRUN echo built > /word\n")}
    )
    broken = Recipe("test", {"Dockerfile": File(b"FROM debian:bookworm-slim\nRUN false\n")})
    nowhere = "localhost:1/no-such-image-of-hgm:1"
    assert b"of the image\n" in word(Candidates((nowhere, odd_image), recipe))
    assert b"built\n" in word(Candidates((nowhere,), recipe))
    for image in (Candidates((nowhere, nowhere)), Candidates((nowhere,), broken)):
        with pytest.raises(SandboxUnavailable, match="cannot be fetched"):
            word(image)


def test_an_environment_is_what_was_asked_for(sandboxes: Docker) -> None:
    """The Python that starts commands sets a locale, and tests print other things then."""
    with sandboxes.open(SandboxSpec()) as sandbox:
        for given in ({}, {"LC_CTYPE": "POSIX"}, {"LC_CTYPE": "C.UTF-8"}):
            completed = sandbox.exec(["env"], cwd="/tmp", seconds=20, environment=given)
            names = dict(line.split("=", 1) for line in completed.output.decode().splitlines())
            assert names.get("LC_CTYPE") == given.get("LC_CTYPE")


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
