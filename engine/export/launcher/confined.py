"""Where the agent runs: behind bubblewrap or, where the user says so, with nothing around it."""

import json
import os
import platform
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from .seccomp import filter_program
from .words import Trouble, say

MAX_SHOWN = 1024**2
"""Bytes of the agent's own output that are shown."""

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix")
_ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime")
_ETC_OF_OURS = {
    "passwd": "agent:x:{uid}:{gid}::/tmp:/bin/sh\n",
    "group": "agent:x:{gid}:\n",
    "hosts": "127.0.0.1 localhost\n",
}
_DEATH_SECONDS = 10
_OPTIONAL = ("--disable-userns",)
_PROBE_SECONDS = 20
_BLOCK = 65536
# The agent's tree is the working directory, and its packages come last; programs that it starts see
# neither. The limits are those of each process.
_START = """
import os, resource, runpy, sys
module, packages, *words = sys.argv[1:]
limits = ("CORE", 0), ("NOFILE", 1024), ("FSIZE", 1 << 31), ("DATA", 1 << 33), ("NPROC", 4096)
for name, most in limits:
    number = getattr(resource, f"RLIMIT_{name}")
    hard = resource.getrlimit(number)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(number, (most, most))
sys.path[0] = os.getcwd()
if packages:
    sys.path.append(packages)
sys.argv = [module, *words]
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


@dataclass(frozen=True)
class Places:
    """Folders of this machine, and the repository's name for the agent."""

    agent: Path
    work: Path
    """Holds `repository`, `job`, `out`, `tmp` and, for agents with a model, `model`."""
    repository: Path
    """The user's own, by whose name the copy goes inside: what refers to it still works."""
    shown: tuple[Path, ...] = ()
    """More folders to be read inside, by their own names."""
    packages: Path | None = None
    """Where what the agent requires is installed."""


@dataclass(frozen=True)
class Ended:
    """How the agent came to its end."""

    status: int
    timed_out: bool


class Plain:
    """No sandbox: the agent has the user's rights."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def path(self, name: str) -> str:
        """What the agent is told where a folder of its work is."""
        return str(self._places.work / name)

    def run(self, module: str, words: Sequence[str], *, seconds: float) -> Ended:
        """Run the agent to its end, showing what it prints."""
        packages = str(self._places.packages or "")
        command = [sys.executable, "-c", _START, module, packages, *words]
        environment = _environment(self.path("tmp"), os.environ.get("PATH", os.defpath))
        return _watch(command, seconds, cwd=self._places.agent, env=environment)


class Bubblewrap:
    """No network, no other process, the system read-only, nothing of the user's but the copy."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def path(self, name: str) -> str:
        """What the agent is told where a folder of its work is."""
        return str(self._places.repository) if name == "repository" else f"/hgm/{name}"

    def trouble(self) -> str:
        """Why it cannot be used here, found out by using it, or ""."""
        if not shutil.which("bwrap"):
            return "bubblewrap is not installed (Debian, Ubuntu: sudo apt-get install bubblewrap)."
        if filter_program() is None:
            return f"No filter of system calls is known for {platform.machine()}."
        with _filter() as refused:
            command = [*self._words(refused), _python(), "-c", ""]
            try:
                completed = subprocess.run(
                    command,
                    capture_output=True,
                    timeout=_PROBE_SECONDS,
                    check=False,
                    pass_fds=(refused,),
                )
            except subprocess.TimeoutExpired:
                return f"bubblewrap does not start within {_PROBE_SECONDS} seconds."
        said = completed.stderr.decode(errors="replace").strip()
        return f"bubblewrap does not work here: {said}." if completed.returncode else ""

    def run(self, module: str, words: Sequence[str], *, seconds: float) -> Ended:
        """Run the agent to its end, showing what it prints; then nothing of it runs any more."""
        packages = "/hgm/packages" if self._places.packages else ""
        with _filter() as refused:
            first = _First(*os.pipe())
            inner = [_python(), "-c", _START, module, packages, *words]
            command = [*self._words(refused), *inner]
            command[1:1] = ["--info-fd", str(first.told)]
            files = (refused, first.told)
            return _watch(command, seconds, cwd=Path("/"), env={}, pass_fds=files, first=first)

    def _words(self, refused: int) -> list[str]:
        program = shutil.which("bwrap") or "bwrap"
        words = [program, "--unshare-all", "--unshare-user", "--die-with-parent", "--new-session"]
        words += [option for option in _OPTIONAL if option in _help()]
        words += ["--cap-drop", "ALL", "--clearenv", "--hostname", "sandbox"]
        words += ["--seccomp", str(refused), *_system(), *self._own(), "--remount-ro", "/"]
        folders = [str(each / "bin") for each in self._places.shown if (each / "bin").is_dir()]
        path = ":".join([*folders, "/usr/local/bin:/usr/bin:/bin", str(Path(_python()).parent)])
        for name, value in _environment("/tmp", path).items():
            words += ["--setenv", name, value]
        return [*words, "--chdir", "/hgm/agent", "--"]

    def _own(self) -> list[str]:
        """The agent, its work, and what the user shows it; later mounts cover earlier ones."""
        places, work = self._places, self._places.work
        words = ["--bind", str(work / "tmp"), "/tmp"]
        for name, content in _ETC_OF_OURS.items():
            (work / f"etc-{name}").write_text(content.format(uid=os.getuid(), gid=os.getgid()))
            words += ["--ro-bind", str(work / f"etc-{name}"), f"/etc/{name}"]
        shown = [
            each for each in (*self._bases(), *places.shown) if not each.is_relative_to("/usr")
        ]
        inner = [each for each in shown if each.is_relative_to(places.repository)]
        # What holds the repository must not cover the copy.
        words += _read_only(each for each in shown if each not in inner)
        words += ["--bind", str(work / "repository"), str(places.repository), *_read_only(inner)]
        words += ["--ro-bind", str(places.agent), "/hgm/agent"]
        if places.packages:
            words += ["--ro-bind", str(places.packages), "/hgm/packages"]
        if (work / "model").is_dir():
            words += ["--ro-bind", str(work / "model"), "/hgm/model"]
        return words + [
            word for name in ("job", "out") for word in ("--bind", str(work / name), f"/hgm/{name}")
        ]

    def _bases(self) -> list[Path]:
        """Where the Pythons are installed; never the repository or what holds all of the user's."""
        found = [base for each in self._places.shown if (base := _base(each))]
        bases = [*found, Path(sys.base_prefix)]
        home, repository = Path.home().resolve(), self._places.repository
        return [each for each in bases if not home.is_relative_to(each) and each != repository]


def _read_only(folders: Iterable[Path]) -> list[str]:
    return [word for each in folders for word in ("--ro-bind", str(each), str(each))]


def _system() -> list[str]:
    words = ["--proc", "/proc", "--dev", "/dev"]
    for each in _SYSTEM:
        if Path(each).is_symlink():
            words += ["--symlink", str(Path(each).readlink()), each]
        elif Path(each).is_dir():
            words += ["--ro-bind", each, each]
    for name in _ETC:
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return words


def _base(environment: Path) -> Path | None:
    """Where the Python of a virtual environment is installed."""
    python = environment / "bin" / "python"
    try:
        return python.resolve(strict=True).parent.parent
    except OSError:
        return None


def _python() -> str:
    """The interpreter itself: a virtual environment's is a link to it."""
    return str(Path(sys.executable).resolve())


def _help() -> str:
    said = subprocess.run(["bwrap", "--help"], capture_output=True, text=True, check=False)
    return said.stdout + said.stderr


@contextmanager
def _filter() -> Iterator[int]:
    """The filter of system calls as a file that bubblewrap can read."""
    with os.fdopen(os.memfd_create("filter"), "wb", buffering=0) as file:
        file.write(filter_program() or b"")
        file.seek(0)
        yield file.fileno()


class _First:
    """The first process of a sandbox: when it is dead, all in it are."""

    def __init__(self, reading: int, told: int) -> None:
        self._reading = reading
        self.told = told
        """Where bubblewrap writes which process it is."""
        self._handle: int | None = None

    def find(self) -> None:
        """To be asked once bubblewrap runs."""
        os.close(self.told)
        with os.fdopen(self._reading, "rb") as file:
            said = file.read()
        if said:
            with suppress(ProcessLookupError):
                self._handle = os.pidfd_open(int(json.loads(said)["child-pid"]))

    def kill(self) -> None:
        """Return when nothing in the sandbox runs any more. Raises Trouble.

        Bubblewrap's own end kills it too, but not where the agent saw to it that it does not.
        """
        if self._handle is None:
            return
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        dead, _, _ = select.select([self._handle], [], [], _DEATH_SECONDS)
        os.close(self._handle)
        if not dead:
            raise Trouble("The agent could not be stopped. Nothing was changed.")


def packages_folder() -> Path:
    """Where pip has put this package, and what it requires."""
    return Path(sysconfig.get_paths()["purelib"])


def _environment(home: str, path: str) -> dict[str, str]:
    """All that the agent sees of the user's environment: nothing."""
    return {
        "PATH": path,
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
    }


def _watch(
    command: Sequence[str],
    seconds: float,
    *,
    cwd: Path,
    env: dict[str, str],
    pass_fds: tuple[int, ...] = (),
    first: _First | None = None,
) -> Ended:
    """Run a command for at most so long; its group is dead when this returns or raises."""
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=pass_fds,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        if first:
            first.find()
        timed_out = not _show(process, process.stdout.fileno(), time.monotonic() + seconds)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        process.stdout.close()
        if first:
            first.kill()
    return Ended(status, timed_out)


def _show(process: subprocess.Popen[bytes], output: int, deadline: float) -> bool:
    """Tell what is printed, line by line; whether it came to its end in time."""
    left, line = MAX_SHOWN, b""
    while (now := time.monotonic()) < deadline:
        ready, _, _ = select.select([output], [], [], min(0.2, deadline - now))
        block = os.read(output, _BLOCK) if ready else b""
        *lines, line = (line + block[: max(0, left)]).split(b"\n")
        left -= len(block)
        for each in lines:
            say(f"| {each.decode(errors='replace')}")
        if not block and (ready or process.poll() is not None):
            if line:
                say(f"| {line.decode(errors='replace')}")
            # The end of the output may come before the end of the process.
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            return process.poll() is not None
    return False
