"""An agent's tree as something that can be run: its manifest, its place on disk, one call of it."""

import hashlib
import json
import re
import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from archive.values import Source
from engine.packages import PACKAGES, parse_requirements
from sandbox.files import File
from sandbox.interface import Completed, Mount, Sandbox, UnsafeContent

AGENT, JOB, OUT, CHILD = "/hgm/agent", "/hgm/job", "/hgm/out", "/hgm/child"
PROTOCOL = 1

_MODULE = re.compile(r"[A-Za-z_]\w{0,63}(\.[A-Za-z_]\w{0,63}){0,7}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")
_MAX_FOLDER_BYTES, _MAX_FOLDER_FILES = 64 * 1024**2, 10_000
_MAX_OUTPUT_FILE = 4 * 1024**2
# The parser takes the square of a line's length, and no other thread runs meanwhile.
_MAX_MANIFEST_BYTES, _MAX_MANIFEST_LINE = 16 * 1024, 1000


class InvalidAgent(Exception):
    """A tree that is no agent: its author's fault; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `agent.toml` says."""

    name: str
    module: str
    requirements: tuple[str, ...] = ()
    """Packages that must be importable beside its own tree."""


def read_manifest(source: Source) -> Manifest:
    """Check `agent.toml`. Raises InvalidAgent."""
    if "agent.toml" not in source:
        raise InvalidAgent("agent.toml is missing")
    written = source["agent.toml"]
    if len(written) > _MAX_MANIFEST_BYTES:
        raise InvalidAgent(f"agent.toml holds more than {_MAX_MANIFEST_BYTES} bytes")
    if max(map(len, written.split(b"\n"))) > _MAX_MANIFEST_LINE:
        raise InvalidAgent(f"agent.toml has a line of more than {_MAX_MANIFEST_LINE} bytes")
    try:
        content = tomllib.loads(written.decode())
    except (ValueError, RecursionError) as error:
        raise InvalidAgent(f"agent.toml is not valid TOML: {error}") from error
    name, module = content.get("name"), content.get("module")
    if content.get("protocol") != PROTOCOL:
        raise InvalidAgent(f"agent.toml: protocol must be {PROTOCOL}")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InvalidAgent("agent.toml: name must be lower-case letters, digits and dashes")
    if not isinstance(module, str) or not _MODULE.fullmatch(module):
        raise InvalidAgent("agent.toml: module must be the dotted name of a Python module")
    try:
        requirements = parse_requirements(content.get("requirements", []))
    except ValueError as error:
        raise InvalidAgent(f"agent.toml: {error}") from error
    return Manifest(name=name, module=module, requirements=requirements)


def read_seed_agent(name: str) -> Source:
    """The files of a seed agent: a bundled one by name, any folder, or an exported package.

    Raises InvalidAgent.
    """
    from engine.export.taking import take_file, take_folder

    place = bundled_agent(name) or Path(name).expanduser()
    if place.is_dir():
        return take_folder(place)
    if place.is_file():
        return take_file(place)
    raise InvalidAgent(
        f"there is no seed agent {name!r}: give a bundled one's name, a folder or a package"
    )


def bundled_agent(name: str) -> Path | None:
    """The folder of the seed agent of that name that came with the project, if there is one."""
    folder = Path(__file__).parent.parent / "seed_agent" / name
    return folder if _NAME.fullmatch(name) and folder.is_dir() else None


def read_folder(folder: Path, *, hidden: bool) -> Source:
    """The files of a folder of the user's, but for links, caches and, if not `hidden`, hidden ones.

    Raises InvalidAgent.
    """
    files: dict[str, bytes] = {}
    left = _MAX_FOLDER_BYTES
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if "__pycache__" in name.parts or (is_hidden(name.as_posix()) and not hidden):
            continue
        if path.is_symlink() or not path.is_file():
            continue
        left -= path.stat().st_size
        if left < 0 or len(files) == _MAX_FOLDER_FILES:
            raise InvalidAgent(f"{folder} holds more than an agent can: give its own folder")
        files[name.as_posix()] = path.read_bytes()
    return files


def is_hidden(path: str) -> bool:
    """Whether it, or a folder above it, has a name that begins with a dot."""
    return any(part.startswith(".") for part in path.split("/"))


class TreeCache:
    """Agents' trees on disk, one folder per content, made once and only ever read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mount(self, source: Source) -> Mount:
        """The tree as a read-only mount at AGENT."""
        place = self.folder / _digest(source)
        if not place.is_dir():
            self._write(source, place)
        return Mount(place, AGENT)

    def _write(self, source: Source, place: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=self.folder, prefix=".making-"))
        made.chmod(0o755)
        for path, content in source.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(content)
        try:
            made.rename(place)
        except OSError:
            # Another worker made the same content first.
            shutil.rmtree(made)
            if not place.is_dir():
                raise


def _digest(source: Source) -> str:
    digest = hashlib.sha256()
    for path, content in sorted(source.items()):
        digest.update(f"{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return digest.hexdigest()


def call_agent(
    sandbox: Sandbox, source: Source, action: str, job: dict[str, object], *, seconds: float
) -> Completed:
    """Run `python3 -m MODULE action /hgm/job/job.json` where the tree is mounted at AGENT."""
    path = f"{JOB}/job.json"
    content = {"protocol": PROTOCOL, "action": action, "output": sandbox.path(OUT), **job}
    sandbox.write_file(path, json.dumps(content, indent=1).encode())
    command = _command(sandbox, source, action, sandbox.path(path))
    return sandbox.exec(command, cwd=AGENT, seconds=seconds)


def check_agent(sandbox: Sandbox, source: Source, *, seconds: float) -> Completed:
    """Run the agent's self-test, `python3 -m MODULE check`."""
    return sandbox.exec(_command(sandbox, source, "check"), cwd=AGENT, seconds=seconds)


def _command(sandbox: Sandbox, source: Source, *words: str) -> list[str]:
    """`python3 -m MODULE WORDS`, with the agent's packages importable.

    Not by PYTHONPATH: the tests of a repository that the agent starts must not see them.
    """
    manifest = read_manifest(source)
    if not manifest.requirements:
        return [sandbox.python, "-m", manifest.module, *words]
    start = (
        f"import os, runpy, sys; sys.path[0] = os.getcwd(); "
        f"sys.path.append({sandbox.path(PACKAGES)!r}); "
        f"runpy.run_module({manifest.module!r}, run_name='__main__', alter_sys=True)"
    )
    return [sandbox.python, "-c", start, *words]


def read_output(sandbox: Sandbox, name: str) -> bytes:
    """One file the agent left in OUT; b"" where it left none that can be read."""
    try:
        return sandbox.read_file(f"{OUT}/{name}", max_bytes=_MAX_OUTPUT_FILE)
    except (FileNotFoundError, UnsafeContent):
        return b""


def as_files(source: Source) -> dict[str, File]:
    """An agent's source as sandbox files."""
    return {path: File(content) for path, content in source.items()}


def say_ending(completed: Completed, what: str) -> str:
    """One sentence on a command that did not succeed."""
    if completed.exit_code != 0 and completed.ending == "exited":
        return f"{what} exited with {completed.exit_code}."
    return f"{what} was stopped: {completed.ending}."
