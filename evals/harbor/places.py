"""Where a task's agent works and where its tests run, from its folder."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals.benchmark import InvalidBenchmark
from evals.dockerfile import PlainEnvironment, read_plain_dockerfile, read_workdir
from evals.harbor.context import read_context
from evals.harbor.unsupported import refuse_artifacts, refuse_workdir
from evals.harbor.variables import as_instructions, resolve
from evals.task_file import Environment, Network, TaskFile, Unusable
from sandbox.files import Files
from sandbox.interface import Image, Limits, Recipe, SandboxSpec

TESTS, SOLUTION = "/tests", "/solution"
_LOGS = ("/logs", "/logs/verifier", "/logs/agent", "/logs/artifacts")
_PLAIN_STORAGE_MB, _IMAGE_STORAGE_MB = 512, 10_240
# What an image has in its working directory may be a whole installation.
_IMAGE_ENTRIES, _IMAGE_PROCESSES = 1_000_000, 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """A task's sandboxes and its repository in them."""

    workdir: str
    solving: SandboxSpec
    grading: SandboxSpec
    oracle: SandboxSpec
    start: Files = field(default_factory=dict)
    """What is put into `workdir`; nothing where an image holds it."""
    tests_cwd: str
    """Where the tests run; `workdir` unless they have an image of their own."""
    brings_tests: bool
    """Whether the image of the tests may hold them already."""
    tests_wish: Network
    """What the file says of the network for the tests."""


def read_places(folder: Path, file: TaskFile) -> Places:
    """Decide from files alone; no engine is asked. Raises InvalidBenchmark, Unusable."""
    plain = _plain(folder, file)
    if plain is None:
        workdir = _workdir(folder, file.environment)
        image: Image | None = _image(folder, file.environment, workdir)
    else:
        workdir, image = plain.workdir, None
    refuse_workdir(workdir)
    tests_image = _tests_image(folder, file) or image
    if tests_image is not image:
        refuse_artifacts(file, workdir)
    writable = (workdir, TESTS, *_LOGS, SOLUTION)
    solving = _spec(file.environment, image, (workdir,), _wish(file, image, "agent"))
    wish = _wish(file, tests_image, "tests")
    return Places(
        workdir=workdir,
        solving=replace(solving, hides_history=file.metadata.hide_history),
        grading=_spec(_tests_environment(file), tests_image, writable, wish),
        oracle=_spec(file.environment, image, writable, _wish(file, image, "agent")),
        start=plain.files if plain else {},
        tests_cwd=workdir if tests_image is image else _tests_workdir(folder, file) or workdir,
        brings_tests=tests_image is not image,
        tests_wish=wish,
    )


def _plain(folder: Path, file: TaskFile) -> PlainEnvironment | None:
    """What no image is needed for: a Dockerfile that copies files, and no other wish."""
    environment = file.environment
    wishes = (environment.network, file.agent.network_mode, file.verifier.network_mode)
    dockerfile = folder / "environment" / "Dockerfile"
    if environment.docker_image or environment.env or not dockerfile.is_file():
        return None
    if Network.PUBLIC in wishes:
        # Who has the network installs things with it, which takes root.
        return None
    plain = read_plain_dockerfile(dockerfile)
    same = plain and environment.workdir in (None, plain.workdir)
    return plain if same else None


def _workdir(folder: Path, environment: Environment) -> str:
    dockerfile = folder / "environment" / "Dockerfile"
    said = environment.workdir
    if said is None and dockerfile.is_file():
        said = read_workdir(dockerfile)
    if said is None:
        raise Unusable(
            "only its image knows where its repository is: "
            "set [environment] workdir in its task.toml"
        )
    return said.rstrip("/") or "/"


def _image(folder: Path, environment: Environment, workdir: str) -> Image:
    """The named image or the Dockerfile's, with the environment's variables in it."""
    variables = as_instructions(resolve(environment.env))
    top = folder / "environment"
    dockerfile = top / "Dockerfile"
    if not environment.docker_image:
        if not dockerfile.is_file():
            raise InvalidBenchmark(f"{dockerfile} is missing.")
        return _recipe(folder, "task", environment, top, variables)
    loose = not dockerfile.is_file() and top.is_dir() and any(top.iterdir())
    if not loose and not variables:
        return environment.docker_image
    lines = f"FROM {environment.docker_image}\n"
    if loose:
        lines += f'COPY ["files/", "{workdir}/"]\n'
    context = read_context(top if loose else None, dockerfile=lines + variables, below="files/")
    return Recipe(_name(folder, "task"), context, environment.build_timeout_sec)


def _recipe(
    folder: Path, kind: str, environment: Environment, top: Path, variables: str = ""
) -> Recipe:
    text = (top / "Dockerfile").read_text("utf-8", errors="replace")
    context = read_context(top, dockerfile=f"{text}\n{variables}" if variables else text)
    return Recipe(_name(folder, kind), context, environment.build_timeout_sec)


def _name(folder: Path, kind: str) -> str:
    """What Docker lets an image be called."""
    word = re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-")
    return f"{kind}-{word}"[:100].rstrip("-")


def _tests_image(folder: Path, file: TaskFile) -> Image | None:
    """The image that only the tests have, if there is one."""
    own = file.verifier.environment
    if own and own.docker_image:
        return own.docker_image
    has_dockerfile = (folder / "tests" / "Dockerfile").is_file()
    if has_dockerfile and file.verifier.environment_mode != "shared":
        return _recipe(folder, "tests", _tests_environment(file), folder / "tests")
    return None


def _tests_environment(file: TaskFile) -> Environment:
    return file.verifier.environment or file.environment


def _tests_workdir(folder: Path, file: TaskFile) -> str | None:
    own = file.verifier.environment
    if own and own.workdir:
        return own.workdir
    dockerfile = folder / "tests" / "Dockerfile"
    return read_workdir(dockerfile) if dockerfile.is_file() else None


def _wish(file: TaskFile, image: Image | None, who: str) -> Network:
    """What is asked of the network: of tests and agents first, then of their environment."""
    if image is None:
        return Network.NONE
    if who == "agent":
        return file.agent.network_mode or file.environment.network or Network.PUBLIC
    return file.verifier.network_mode or _tests_environment(file).network or Network.PUBLIC


def _spec(
    environment: Environment, image: Image | None, writable: tuple[str, ...], wish: Network
) -> SandboxSpec:
    return SandboxSpec(
        image=image,
        writable=writable,
        as_root=image is not None,
        network=wish is Network.PUBLIC,
        limits=_limits(environment, image),
    )


def _limits(environment: Environment, image: Image | None) -> Limits:
    cpus, memory = environment.cpus, environment.memory_mb * 1024**2
    if image is None:
        disk = (environment.storage_mb or _PLAIN_STORAGE_MB) * 1024**2
        return Limits(cpus=cpus, memory_bytes=memory, disk_bytes=disk)
    return Limits(
        cpus=cpus,
        memory_bytes=memory,
        disk_bytes=(environment.storage_mb or _IMAGE_STORAGE_MB) * 1024**2,
        disk_files=_IMAGE_ENTRIES,
        processes=_IMAGE_PROCESSES,
    )
