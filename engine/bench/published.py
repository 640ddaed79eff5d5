"""One evaluation as the published engines do it, for comparison (arXiv 2505.22954 and 2510.21614).

A root container of the task's image with a network, the agent's sources copied in as an archive,
the patches of its lineage applied one after the other, its requirements installed, the agent run,
the difference taken by git inside; then a second container for the tests. Requirements are already
in the image, so that pip only looks, and no network is measured.
"""

import io
import tarfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sandbox.files import File, Files
from sandbox.images import BASE, build_image

if TYPE_CHECKING:
    from docker import APIClient

LINEAGE = 3
"""Self-modifications between the root and the agent that is evaluated."""
REPOSITORY = "/testbed"
_AGENT = "/dgm"
_DOCKERFILE = f"""
ARG BASE
FROM ${{BASE}}
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip git
COPY app {REPOSITORY}
RUN cd {REPOSITORY} && git init -q . && git add -A \\
    && git -c user.name=a -c user.email=a@b commit -qm start
"""
_REQUIREMENTS = "pip\nsetuptools\nwheel\n"
_AGENT_CODE = f"open('{REPOSITORY}/note.txt', 'w').write('nothing')\n"


def build_task_image(api: "APIClient", repository: Files) -> str:
    """The image that holds the repository, as SWE-bench's do."""
    files = {f"app/{path}": file for path, file in repository.items()}
    context = {"Dockerfile": File(_DOCKERFILE.encode()), **files}
    return build_image(api, context, name="published", base=BASE)


def evaluate(api: "APIClient", image: str, tests: Files) -> Mapping[str, float]:
    """Seconds of every step of one evaluation, by name."""
    clock = _Clock()
    with _container(api, image, clock) as container:
        put_archive(api, container, _AGENT, _agent_files())
        clock.lap("copy the sources")
        for number in range(LINEAGE):
            _exec(api, container, f"cd {_AGENT} && git apply patches/{number}.diff")
        clock.lap("apply the patches")
        _exec(api, container, f"pip install --break-system-packages -r {_AGENT}/requirements.txt")
        clock.lap("pip install")
        _exec(api, container, f"python3 {_AGENT}/agent.py")
        clock.lap("run the agent")
        patch = _exec(api, container, f"cd {REPOSITORY} && git add -A && git diff --cached HEAD")
        clock.lap("take the patch")
    clock.lap("remove the container")
    with _container(api, image, clock) as container:
        put_archive(api, container, "/tests", {**tests, "patch.diff": File(patch)})
        clock.lap("copy the patch and the tests")
        _exec(api, container, f"cd {REPOSITORY} && git apply /tests/patch.diff")
        _exec(api, container, f"cd {REPOSITORY} && cp /tests/test_hidden.py .")
        _exec(api, container, f"cd {REPOSITORY} && python3 -m unittest test_hidden; true")
        clock.lap("run the tests")
    clock.lap("remove the container")
    return clock.seconds


def _agent_files() -> Files:
    patches = {
        f"patches/{number}.diff": File(
            f"--- /dev/null\n+++ b/step{number}.py\n@@ -0,0 +1 @@\n+STEP = {number}\n".encode()
        )
        for number in range(LINEAGE)
    }
    agent = {"agent.py": File(_AGENT_CODE.encode())}
    return {**agent, "requirements.txt": File(_REQUIREMENTS.encode()), **patches}


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Add what has passed to a step."""
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


@contextmanager
def _container(api: "APIClient", image: str, clock: _Clock) -> Iterator[str]:
    created = api.create_container(
        image, ["tail", "-f", "/dev/null"], labels={"hgm": "sandbox", "hgm.run": "bench"}
    )
    container = str(created["Id"])
    try:
        api.start(container)
        clock.lap("start the container")
        yield container
    finally:
        api.remove_container(container, force=True, v=True)


def put_archive(api: "APIClient", container: str, folder: str, files: Files) -> None:
    """Copy files into a folder of a container."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path, file in files.items():
            entry = tarfile.TarInfo(f"{folder.strip('/')}/{path}")
            entry.size = len(file.content)
            archive.addfile(entry, io.BytesIO(file.content))
    api.put_archive(container, "/", content.getvalue())


def _exec(api: "APIClient", container: str, command: str) -> bytes:
    made = api.exec_create(container, ["sh", "-c", command])
    output: bytes = api.exec_start(made["Id"])
    if api.exec_inspect(made["Id"])["ExitCode"] != 0:
        raise RuntimeError(f"{command}: {output.decode(errors='replace')}")
    return output
