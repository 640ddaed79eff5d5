"""What agents require of a package index: installed once per content, before they run.

Agents never meet an index: pip runs on the host, takes wheels alone, and unpacks them without
running anything of theirs. Which packages may be required at all is the user's word.
"""

import hashlib
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from sandbox.interface import Mount, Sandboxes, SandboxSpec, SandboxUnavailable

PACKAGES = "/hgm/packages"
ANY = "*"
"""Among the allowed names: whatever an agent asks for."""

_MAX_REQUIREMENTS = 50
_SECONDS = 900
_ASK = "import platform, sys; print(sys.version_info[0], sys.version_info[1], *platform.libc_ver())"
_OFFLINE = ("Retrying (", "Connection", "timed out")


class CannotInstall(Exception):
    """Requirements that no index can satisfy: the agent's fault; the message says which."""


def parse_requirements(value: object) -> tuple[str, ...]:
    """Plain requirements as `agent.toml` lists them, such as `rich>=13,<14`.

    Raises ValueError for what is none, for URLs and for markers.
    """
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("requirements must be a list of strings")
    if len(value) > _MAX_REQUIREMENTS:
        raise ValueError(f"there are more than {_MAX_REQUIREMENTS} requirements")
    return tuple(sorted({_parse(each) for each in value}))


def _parse(text: str) -> str:
    try:
        requirement = Requirement(text)
    except InvalidRequirement as error:
        raise ValueError(f"{text!r} is no requirement") from error
    if requirement.url or requirement.marker:
        raise ValueError(f"{text!r} is more than a name, extras and versions")
    return str(requirement)


def refused(requirements: Sequence[str], allowed: Collection[str]) -> list[str]:
    """The names that are required and not allowed."""
    if ANY in allowed:
        return []
    return sorted(names_of(requirements) - {canonicalize_name(each) for each in allowed})


def names_of(requirements: Sequence[str]) -> frozenset[str]:
    """The packages that are required, by their normalised names."""
    return frozenset(canonicalize_name(Requirement(each).name) for each in requirements)


class PackageCache:
    """Folders of installed packages, one per list of requirements, made once and only read."""

    def __init__(self, folder: Path, sandboxes: Sandboxes) -> None:
        self._folder = folder
        self._sandboxes = sandboxes

    def mount(self, requirements: Sequence[str]) -> Mount:
        """The installed packages at PACKAGES. Raises CannotInstall and SandboxUnavailable."""
        words = (*self._target, *requirements)
        place = self._folder / hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]
        if not place.is_dir():
            self._install(requirements, place)
        return Mount(place, PACKAGES)

    def _install(self, requirements: Sequence[str], place: Path) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=self._folder, prefix=".making-"))
        try:
            made.chmod(0o755)
            _run_pip([*self._target, "--target", str(made), "--", *requirements])
            # Another worker may have made the same meanwhile; either will do.
            with suppress(OSError):
                made.rename(place)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    @cached_property
    def _target(self) -> tuple[str, ...]:
        """For which Python pip has to choose: the one that agents run on, not the engine's."""
        with self._sandboxes.open(SandboxSpec()) as sandbox:
            completed = sandbox.exec([sandbox.python, "-c", _ASK], cwd="/tmp", seconds=60)
        if not completed.succeeded:
            raise SandboxUnavailable("the Python of the sandbox does not start")
        major, minor, *libc = completed.output.decode().split()
        return ("--python-version", f"{major}.{minor}", *_platforms(libc))


def _platforms(libc: Sequence[str]) -> list[str]:
    """Every platform whose wheels a libc such as ("glibc", "2.36") runs."""
    machine = platform.machine()
    if len(libc) < 2 or libc[0] != "glibc":
        return ["--platform", f"linux_{machine}"]
    newest = int(libc[1].split(".")[1])
    names = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, 16, -1)]
    return [word for name in (*names, f"manylinux2014_{machine}") for word in ("--platform", name)]


def _run_pip(words: Sequence[str]) -> None:
    """Raises CannotInstall where the requirements are to blame, else SandboxUnavailable."""
    # Not whatever is called pip in the current folder.
    command = [sys.executable, "-P", "-m", "pip", "install", "--quiet", "--no-input"]
    command += ["--no-compile", "--disable-pip-version-check", "--only-binary", ":all:", *words]
    try:
        completed = subprocess.run(
            command, capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SandboxUnavailable(
            f"pip could not install an agent's requirements: {error}"
        ) from error
    if completed.returncode == 0:
        return
    said = completed.stderr.strip()
    last = said.splitlines()[-1].removeprefix("ERROR: ") if said else "pip says nothing"
    if any(word in said for word in _OFFLINE):
        raise SandboxUnavailable(f"packages cannot be fetched: {last}")
    raise CannotInstall(last)
