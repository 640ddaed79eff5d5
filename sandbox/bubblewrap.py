"""Sandboxes from Linux namespaces by bubblewrap: no daemon, no image, a few milliseconds.

Network, processes, IPC and users are the sandbox's own; the host's system is read-only; nothing
else of the host is visible. The kernel is shared and there are no control groups: memory and
processes are watched, not held.
"""

import itertools
import json
import os
import platform
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sandbox import folder
from sandbox.hosted import (
    HostedSandbox,
    fresh_place,
    kill_all,
    machine_trouble,
    processes_with,
    sweep,
)
from sandbox.init import QUIET, init
from sandbox.interface import Completed, Ending, Mount, SandboxSpec, SandboxUnavailable
from sandbox.running import clean_environment, resource_limits, run_watched, watch_limits
from sandbox.seccomp import filter_program

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_SOURCES = ("/usr/src", "/usr/local/src")
_ETC_FROM_HOST = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d")
_PATH = "/usr/local/bin:/usr/bin:/bin"
_FIRST_UID, _UIDS = 200_000, 1_000_000
_DEATH_SECONDS = 10


class Bubblewrap:
    """The driver. Run by root, every sandbox is an unprivileged user of its own on the host."""

    name = "bubblewrap"

    def __init__(self, base: Path | None = None) -> None:
        self._base = base or Path(tempfile.gettempdir())
        # Only root can hand out users; others share their own with their sandboxes.
        self._uids = itertools.count(random.randrange(_UIDS)) if os.getuid() == 0 else None

    def trouble(self) -> str | None:
        """Why bubblewrap cannot be used here, found out by using it; or None."""
        if not shutil.which("bwrap"):
            return "bubblewrap is not installed (Debian, Ubuntu: sudo apt-get install bubblewrap)."
        command = ["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"]
        try:
            with self.open(SandboxSpec()) as sandbox:
                completed = sandbox.exec(command, cwd="/tmp", seconds=20)
        except SandboxUnavailable as error:
            return f"bubblewrap is installed but does not work: {error}"
        if not completed.succeeded:
            return "bubblewrap works, but there is no python3 of version 3.9 or newer in /usr/bin."
        return None

    def about(self) -> tuple[str, tuple[Path, ...]]:
        """See Sandboxes."""
        with machine_trouble():
            said = subprocess.run(["bwrap", "--version"], capture_output=True, check=False)
        return said.stdout.decode().strip(), (self._base,)

    @contextmanager
    def open(self, spec: SandboxSpec) -> Iterator["BubblewrapSandbox"]:
        """A fresh sandbox. Raises SandboxUnavailable, also where the spec asks for an image."""
        if spec.image is not None:
            raise SandboxUnavailable(f"bubblewrap has no images, so it cannot run {spec.image}")
        with fresh_place(self._base, spec, mode=0o711) as place:
            yield BubblewrapSandbox(place, spec, uid=self._next_uid())

    def sweep(self, labels: Mapping[str, str]) -> int:
        """Remove what killed engines left.

        Their processes died with them, but for those that were just being started.
        """
        return sweep(self._base, labels, lambda place: kill_all(lambda: _showing(place)))

    def _next_uid(self) -> int | None:
        return None if self._uids is None else _FIRST_UID + next(self._uids) % _UIDS


class BubblewrapSandbox(HostedSandbox):
    """One sandbox; every `exec` is a namespace of its own over the same folders."""

    python = "python3"

    def __init__(self, place: Path, spec: SandboxSpec, *, uid: int | None) -> None:
        super().__init__(place, spec, owner=-1 if uid is None else uid)
        self._uid = uid
        with machine_trouble():
            self._folders.make("/dev/shm")
            _write_etc(place / "etc", uid)
            mounts = [_reachable(mount, place, uid) for mount in (*spec.mounts, *_python())]
            self._arguments = self._fixed_arguments(place, mounts)

    def path(self, inside: str) -> str:
        """The path itself: the sandbox has its own root."""
        return inside

    def exec(
        self,
        command: Sequence[str],
        *,
        cwd: str,
        seconds: float,
        environment: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run a command; when it returns, its process namespace is gone."""
        status, status_in = os.pipe()
        with os.fdopen(status, "rb") as lines:
            with os.fdopen(status_in, "wb"), _filter() as refused:
                files = (status_in, refused)
                process = self._start(self._words(command, cwd, environment, files), files)
            first = _Init(lines.readline())

            def kill() -> None:
                process.kill()
                first.kill()

            completed = run_watched(
                process,
                seconds=seconds,
                output_bytes=self._limits.output_bytes,
                watch=watch_limits(process.pid, [self._folders.root], self._limits),
                kill=kill,
            )
            began = b"exit-code" in lines.read()
        if completed.ending is Ending.EXITED and not began:
            text = completed.output.decode(errors="replace").strip()
            raise SandboxUnavailable(f"bwrap failed with {completed.exit_code}: {text}")
        return completed

    def _words(
        self,
        command: Sequence[str],
        cwd: str,
        environment: Mapping[str, str] | None,
        files: tuple[int, int],
    ) -> list[str]:
        words = ["bwrap", "--json-status-fd", str(files[0]), "--seccomp", str(files[1])]
        words += [*self._arguments, "--chdir", cwd]
        variables = clean_environment(environment, path=_search_path(), root="")
        for name, value in {**variables, **QUIET}.items():
            words += ["--setenv", name, value]
        nproc = f"--nproc={self._limits.processes}"
        return [*words, "--", *resource_limits(self._limits, nproc), *init("perl"), *command]

    def _start(self, words: Sequence[str], files: tuple[int, int]) -> subprocess.Popen[bytes]:
        with machine_trouble():
            self._folders.reopen()
            return subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=files,
                cwd="/",
                env={},
                executable=shutil.which("bwrap"),
                user=self._uid,
                group=self._uid,
                extra_groups=None if self._uid is None else [],
            )

    def _fixed_arguments(self, place: Path, mounts: Sequence[Mount]) -> list[str]:
        words = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent"]
        words += ["--as-pid-1"]
        words += ["--new-session", "--cap-drop", "ALL", "--clearenv", "--hostname", "sandbox"]
        for each in _SYSTEM:
            if Path(each).is_symlink():
                words += ["--symlink", str(Path(each).readlink()), each]
            elif Path(each).is_dir():
                words += ["--ro-bind", each, each]
        words += ["--ro-bind", str(place / "etc"), "/etc"]
        for name in _ETC_FROM_HOST:
            if (place / "etc" / name).exists():
                words += ["--ro-bind", f"/etc/{name}", f"/etc/{name}"]
        words += ["--proc", "/proc", "--dev", "/dev"]
        # A folder that is watched, not a tmpfs: in one of those empty files cost unseen memory.
        words += ["--bind", str(self._folders.root / "dev/shm"), "/dev/shm", "--remount-ro", "/dev"]
        for inside in self._folders.writable:
            words += ["--bind", str(self._folders.host(inside)), str(inside)]
        for mount in mounts:
            words += ["--ro-bind", str(mount.host.absolute()), mount.inside]
        for hidden in _hidden():
            words += ["--tmpfs", str(hidden), "--remount-ro", str(hidden)]
        return [*words, "--remount-ro", "/"]


class _Init:
    """The first process of a sandbox's process namespace: when it is dead, all in it are."""

    def __init__(self, status: bytes) -> None:
        self._handle: int | None = None
        if status:
            with suppress(ProcessLookupError):
                self._handle = os.pidfd_open(int(json.loads(status)["child-pid"]))

    def kill(self) -> None:
        """Return when the namespace is gone.

        Bubblewrap's own end kills it too, but not where it comes before the start is complete.
        """
        if self._handle is None:
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        dead, _, _ = select.select([self._handle], [], [], _DEATH_SECONDS)
        os.close(self._handle)
        self._handle = None
        if not dead:
            raise SandboxUnavailable("the sandbox's processes could not be killed")


@contextmanager
def _filter() -> Iterator[int]:
    """The filter of system calls as a file that bubblewrap can read."""
    program = filter_program()
    if program is None:
        raise SandboxUnavailable(f"no filter of system calls is known for {platform.machine()}")
    with os.fdopen(os.memfd_create("filter"), "wb", buffering=0) as file:
        file.write(program)
        file.seek(0)
        yield file.fileno()


def _write_etc(etc: Path, uid: int | None) -> None:
    """As little of /etc as programs need: who I am, and where libraries are."""
    uid = os.getuid() if uid is None else uid
    folder.make(etc.parent, etc.name)
    (etc / "passwd").write_text(f"agent:x:{uid}:{uid}::/tmp:/bin/sh\n")
    (etc / "group").write_text(f"agent:x:{uid}:\n")
    (etc / "hosts").write_text("127.0.0.1 localhost\n")
    for file in etc.iterdir():
        file.chmod(0o644)
    for name in _ETC_FROM_HOST:
        host = Path("/etc") / name
        if host.is_dir():
            folder.make(etc, name)
        elif host.is_file():
            (etc / name).touch()


def _showing(place: Path) -> list[int]:
    """The bubblewraps that show a place to a sandbox; its first process is one of them."""
    return processes_with("cmdline", os.fsencode(place / "etc"))


def _python() -> Sequence[Mount]:
    """The interpreter's own installation, where the system has none in /usr."""
    if any(Path(folder, "python3").exists() for folder in ("/usr/bin", "/usr/local/bin")):
        return ()
    return (Mount(Path(sys.base_prefix), sys.base_prefix),)


def _hidden() -> Sequence[Path]:
    """What no agent may see of a system folder: sources, and whatever is installed beside us.

    The bundled benchmark is among that, its grading tests with it.
    """
    ours = Path(__file__).resolve().parents[1]
    shown = [Path(each) for each in _SYSTEM] + [mount.host for mount in _python()]
    hidden = [Path(each) for each in _SOURCES if Path(each).is_dir()]
    if any(ours.is_relative_to(each.resolve()) for each in shown):
        hidden = [each for each in hidden if not ours.is_relative_to(each)] + [ours]
    return hidden


def _search_path() -> str:
    return ":".join([*(f"{mount.inside}/bin" for mount in _python()), _PATH])


def _reachable(mount: Mount, place: Path, uid: int | None) -> Mount:
    """A mount that the sandbox's user can reach: a copy where a folder above it is closed."""
    if uid is None or all(parent.stat().st_mode & 0o001 for parent in mount.host.resolve().parents):
        return mount
    copy = place / "mounts" / mount.inside.strip("/").replace("/", "-")
    shutil.copytree(mount.host, copy)
    return Mount(copy, mount.inside)
