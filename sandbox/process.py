"""Plain processes in a folder of their own: for those who accept no isolation at all.

What runs here can read and write whatever the user can. Limits on time, output, disk and processes
hold for code that does not resist.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from sandbox.hosted import (
    HostedSandbox,
    fresh_place,
    kill_all,
    machine_trouble,
    processes_with,
    sweep,
)
from sandbox.interface import Completed, SandboxSpec, SandboxUnavailable
from sandbox.running import clean_environment, resource_limits, run_watched, watch_limits


class Process:
    """The driver; `--sandbox process` must be asked for by name."""

    name = "process"

    def __init__(self, base: Path | None = None) -> None:
        self._base = base or Path(tempfile.gettempdir())

    def trouble(self) -> str | None:
        """Processes can be started anywhere; only a python3 for the agents may be missing."""
        return None if shutil.which("python3") else "There is no python3 on the PATH."

    def about(self) -> tuple[str, tuple[Path, ...]]:
        """See Sandboxes."""
        return "plain processes, nothing is isolated", (self._base,)

    @contextmanager
    def open(self, spec: SandboxSpec) -> Iterator["ProcessSandbox"]:
        """A fresh folder to run commands in. Raises SandboxUnavailable."""
        if spec.image is not None:
            raise SandboxUnavailable(f"plain processes have no images: {spec.image} cannot run")
        with fresh_place(self._base, spec) as place:
            yield ProcessSandbox(place, spec)

    def sweep(self, labels: Mapping[str, str]) -> int:
        """Kill what killed engines left running, and remove its folders."""
        return sweep(self._base, labels, lambda place: kill_all(lambda: _inside(place / "root")))


class ProcessSandbox(HostedSandbox):
    """One folder that stands for the root: /app inside is ROOT/app on the host."""

    python = "python3"

    def __init__(self, place: Path, spec: SandboxSpec) -> None:
        super().__init__(place, spec, owner=-1)
        with machine_trouble():
            for mount in spec.mounts:
                # A copy: nothing would keep the code from writing to the host's own folder.
                shutil.copytree(mount.host, self._folders.host(PurePosixPath(mount.inside)))

    def path(self, inside: str) -> str:
        """The host's name of the path."""
        return str(self._folders.host(PurePosixPath(inside)))

    def exec(
        self,
        command: Sequence[str],
        *,
        cwd: str,
        seconds: float,
        environment: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run a command; processes that carry this sandbox's environment are killed at its end."""
        root = self._folders.root
        with machine_trouble():
            self._folders.reopen()
            process = subprocess.Popen(
                [*resource_limits(self._limits), *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                cwd=self.path(cwd),
                env=clean_environment(environment, path=_search_path(), root=str(root)),
                start_new_session=True,
            )

        def kill() -> None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            kill_all(lambda: [pid for pid in _inside(root) if pid != process.pid])

        return run_watched(
            process,
            seconds=seconds,
            output_bytes=self._limits.output_bytes,
            watch=watch_limits(process.pid, [root], self._limits),
            kill=kill,
        )


def _inside(root: Path) -> list[int]:
    """All that inherited a sandbox's environment, also daemons."""
    return processes_with("environ", f"HGM_ROOT={root}".encode())


def _search_path() -> str:
    """The system's programs, then those beside the host's python3."""
    python = shutil.which("python3")
    return ":".join([os.defpath, *([str(Path(python).parent)] if python else [])])
