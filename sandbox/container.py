"""One command in one container: created, started, watched to its end, removed."""

import os
import secrets
import select
import socket as sockets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.engine import Engine, engine_trouble
from sandbox.init import QUIET, init
from sandbox.interface import Completed, Ending, Limits, SandboxUnavailable
from sandbox.running import CappedOutput, Paced, await_end, watch_limits
from sandbox.seccomp import filter_program

if TYPE_CHECKING:
    from docker import APIClient

_ALL_OUTPUT = {"stdout": 1, "stderr": 1, "stream": 1}
_HEADER = 8
_BLOCK = 1 << 16
_END_SECONDS = 60
_DRAIN_SECONDS = 1.0
_REMOVE_SECONDS = 60
_KILLED = 137
# Of the flags in /proc/PID/stat, counted from behind the name; see proc(5).
_FLAGS, _PF_EXITING = 6, 0x4


def run(
    engine: Engine,
    options: Mapping[str, Any],
    *,
    seconds: float,
    limits: Limits,
    folders: Sequence[Path],
    layered: bool,
) -> Completed:
    """Run a container to its end or for `seconds`, and remove it.

    `options` are those of the engine's create call; `folders` is what the container writes, which
    is watched; so is, where it is `layered`, the layer over its image. Raises SandboxUnavailable.
    """
    with engine_trouble(), _created(engine.api, options) as container:
        stream = _Stream(engine.api.attach_socket(container, params=_ALL_OUTPUT))
        output = CappedOutput(limits.output_bytes)
        try:
            engine.api.start(container)
            start = time.monotonic()
            facts = engine.api.inspect_container(container)
            pid = facts["State"]["Pid"]
            look = _look(engine.api, facts, folders, limits, layered=layered)
            ending = _watch(pid, stream, output, look, deadline=start + seconds)
            code = _KILLED
            if ending is Ending.EXITED:
                ending, code = _how_it_ended(engine.api, container)
                stream.drain(output, _DRAIN_SECONDS)
            return Completed(
                ending=ending,
                exit_code=code,
                output=output.value(),
                truncated=output.truncated,
                seconds=time.monotonic() - start,
            )
        finally:
            # Before the removal, which kills, and would wait for somebody to read a flood.
            stream.close()


def run_trusted(engine: Engine, options: Mapping[str, Any]) -> None:
    """Run a container of ours to its end and remove it. Raises SandboxUnavailable."""
    with engine_trouble(), _created(engine.api, options) as container:
        engine.api.start(container)
        code = engine.api.wait(container, timeout=_END_SECONDS)["StatusCode"]
        if code:
            said = engine.api.logs(container)[-1000:].decode(errors="replace").strip()
            raise SandboxUnavailable(f"a container of ours failed: {said}")


def _look(
    api: "APIClient",
    facts: Mapping[str, Any],
    folders: Sequence[Path],
    limits: Limits,
    *,
    layered: bool,
) -> Callable[[], Ending | None]:
    """What watches a running container's limits."""
    pid = facts["State"]["Pid"]
    if not layered:
        return watch_limits(pid, folders, limits)
    layer = ((facts.get("GraphDriver") or {}).get("Data") or {}).get("UpperDir")
    if layer and os.access(layer, os.R_OK | os.X_OK):
        return watch_limits(pid, [*folders, Path(layer)], limits)
    # Who is not root cannot look into the engine's folders: the engine itself has to.
    within, beyond = watch_limits(pid, folders, limits), _watch_layer(api, facts["Id"], limits)
    return lambda: within() or beyond()


def _watch_layer(api: "APIClient", container: str, limits: Limits) -> Callable[[], Ending | None]:
    def look() -> Ending | None:
        found = api.containers(all=True, size=True, filters={"id": container})
        size = sum(each.get("SizeRw") or 0 for each in found)
        return Ending.OUT_OF_DISK if size > limits.disk_bytes else None

    return Paced(look)


@contextmanager
def _created(api: "APIClient", options: Mapping[str, Any]) -> Iterator[str]:
    # A name of our own: an engine that dies may leave one whose number it never told.
    container = f"hgm-{secrets.token_hex(16)}"
    try:
        api.create_container(name=container, **options)
        yield container
    finally:
        remove(api, container)


def remove(api: "APIClient", container: str) -> None:
    """Kill and remove a container and what is in it, also when the engine is just restarting."""
    from docker.errors import APIError, NotFound
    from requests.exceptions import RequestException

    deadline = time.monotonic() + _REMOVE_SECONDS
    while True:
        try:
            api.remove_container(container, force=True, v=True)
            return
        except NotFound:
            return
        except (APIError, RequestException, OSError) as error:
            if time.monotonic() > deadline:
                raise SandboxUnavailable(f"a container could not be removed: {error}") from error
            time.sleep(0.2)


def _watch(
    pid: int,
    stream: "_Stream",
    output: CappedOutput,
    look: Callable[[], Ending | None],
    *,
    deadline: float,
) -> Ending:
    """How it came to its end, or Ending.EXITED when its first process is gone."""
    if not pid:
        return Ending.EXITED
    starved = _out_of_memory(pid)

    def watch() -> Ending | None:
        return Ending.OUT_OF_MEMORY if starved() else look()

    def take(block: bytes) -> None:
        stream.feed(block, output)
        # Its first process keeps its output open to the end, so somebody else closed it.
        if not block and ended is not None and not _is_ending(pid):
            raise SandboxUnavailable("the Docker engine went away")

    try:
        ended = os.pidfd_open(pid)
    except ProcessLookupError:
        # Over already, or an engine in a virtual machine: then the end of the output must do.
        ended = None
    try:
        return await_end(stream, ended, deadline, take, watch)
    finally:
        if ended is not None:
            os.close(ended)


def _is_ending(pid: int) -> bool:
    """Whether a process is gone, or on its way out of the kernel."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return True
    return bool(int(fields[_FLAGS]) & _PF_EXITING)


def _refuse_if_stopped(api: "APIClient", container: str) -> None:
    """Where the engine sent it a signal, shutting down or asked by somebody else than us.

    Raises SandboxUnavailable: its end says nothing about the agent.
    """
    asked = {"container": container, "event": "kill"}
    # Fractions of a second are fine: the stubs know less. A later end would be waited for.
    for _ in api.events(since=1, until=time.time(), filters=asked):  # type: ignore[call-overload]
        raise SandboxUnavailable("the Docker engine stopped a container")


def _how_it_ended(api: "APIClient", container: str) -> tuple[Ending, int]:
    """What the engine says of a container whose first process is gone: how, and its exit code."""
    api.wait(container, timeout=_END_SECONDS)
    state = api.inspect_container(container)["State"]
    if state["Status"] != "exited" or state["Error"]:
        raise SandboxUnavailable(f"a container did not run: {state['Error'] or state['Status']}")
    _refuse_if_stopped(api, container)
    ending = Ending.OUT_OF_MEMORY if state["OOMKilled"] else Ending.EXITED
    return ending, int(state["ExitCode"])


class _Stream:
    """The engine's attached stream: frames of an 8-byte header, its last 4 bytes the length."""

    def __init__(self, socket: Any) -> None:
        self._socket: sockets.socket = getattr(socket, "_sock", socket)
        self._holder = socket
        self._socket.settimeout(None)
        self._header = bytearray()
        self._left = 0

    def fileno(self) -> int:
        """For poll."""
        return self._socket.fileno()

    def feed(self, block: bytes, output: CappedOutput) -> None:
        """Take the frames' content out of what came."""
        view = memoryview(block)
        while view:
            if self._left:
                output.feed(bytes(view[: self._left]))
                taken = min(self._left, len(view))
                self._left -= taken
                view = view[taken:]
                continue
            missing = _HEADER - len(self._header)
            self._header += view[:missing]
            view = view[missing:]
            if len(self._header) == _HEADER:
                self._left = int.from_bytes(self._header[4:], "big")
                self._header.clear()

    def drain(self, output: CappedOutput, seconds: float) -> None:
        """Take what is still on its way, for a while at most."""
        deadline = time.monotonic() + seconds
        while True:
            ready, _, _ = select.select([self], [], [], max(0, deadline - time.monotonic()))
            block = os.read(self.fileno(), _BLOCK) if ready else b""
            if not block or time.monotonic() > deadline:
                return
            self.feed(block, output)

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(OSError):
            self._holder.close()
            self._socket.close()


def _out_of_memory(pid: int) -> Callable[[], bool]:
    """Whether the kernel killed a process of this container for its use of memory."""
    file = _memory_events(pid)

    def look() -> bool:
        if file is None:
            return False
        with suppress(OSError):
            for line in file.read_text().splitlines():
                name, _, count = line.partition(" ")
                if name == "oom_kill":
                    return int(count) > 0
        return False

    return look


def _memory_events(pid: int) -> Path | None:
    """The file in which the kernel counts its kills, of control groups version 1 or 2."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if controllers == "":
                found = Path(f"/sys/fs/cgroup{path}/memory.events")
            elif "memory" in controllers.split(","):
                found = Path(f"/sys/fs/cgroup/memory{path}/memory.oom_control")
            else:
                continue
            if found.is_file():
                return found
    return None


def command_options(
    command: Sequence[str], *, perl: str, cwd: str, environment: Mapping[str, str]
) -> dict[str, Any]:
    """The part of a create call that says what runs; the image's own entry point does not."""
    return {
        "entrypoint": init(perl, filter_program() or b""),
        "command": list(command),
        "working_dir": cwd,
        "environment": {**environment, **QUIET},
    }
