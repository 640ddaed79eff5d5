"""How a repository's tests are run and where, as far as the user does not say."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from evals.benchmark import InvalidBenchmark
from evals.mine.environment import (
    BASE,
    Environment,
    generated_environment,
    given_environment,
)
from evals.mine.paths import is_python_test
from evals.mine.requirements import read_requirements
from evals.mine.runs import Runner
from sandbox.files import Files
from sandbox.interface import Sandboxes, SandboxSpec

_PROBE_SECONDS = 60
_STARTS_PYTEST = re.compile(
    r"^(import pytest|from pytest import|(async )?def test_\w*\()", re.MULTILINE
)
_SETTINGS = {
    "pyproject.toml": r"^\[tool\.pytest",
    "setup.cfg": r"^\[tool:pytest\]",
    "tox.ini": r"^\[pytest\]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the user said about running; None: found out."""

    runner: Runner | None = None
    dockerfile: Path | None = None
    base_image: str | None = None


def settle_runner(wishes: Wishes, files: Files) -> Runner:
    """Pytest where the newest files ask for it, else unittest."""
    if wishes.runner is not None:
        return wishes.runner
    return Runner.PYTEST if wants_pytest(files) else Runner.UNITTEST


def wants_pytest(files: Files) -> bool:
    """Whether pytest is required or configured, or a test is written for it."""
    if read_requirements(files).pytest is not None:
        return True
    if any(path.rpartition("/")[2] in ("pytest.ini", "conftest.py") for path in files):
        return True
    for path, pattern in _SETTINGS.items():
        if path in files and re.search(pattern, _text(files, path), re.MULTILINE):
            return True
    tests = [path for path in files if is_python_test(path) and not files[path].link]
    return any(_STARTS_PYTEST.search(_text(files, path)) for path in tests)


def _text(files: Files, path: str) -> str:
    return files[path].content.decode(errors="replace")


def settle_environment(
    wishes: Wishes,
    files: Files,
    runner: Runner,
    sandboxes: Sandboxes,
    *,
    say: Callable[[str], None],
) -> Environment:
    """No image where the repository needs nothing but Python, else one with what it requires.

    Raises InvalidBenchmark where an image is needed and there is no Docker, SandboxUnavailable
    where it cannot be built.
    """
    if wishes.dockerfile is not None:
        environment, why = given_environment(wishes.dockerfile), "a Dockerfile was given"
        return _built(environment, why, sandboxes, say)
    requirements = read_requirements(files)
    if runner is Runner.PYTEST and requirements.pytest is None:
        requirements = replace(requirements, pytest="pytest")
    if wishes.base_image is not None:
        environment = generated_environment(requirements, base=wishes.base_image)
        return _built(environment, "a base image was given", sandboxes, say)
    if requirements.runtime:
        why = f"the repository requires {', '.join(requirements.runtime[:3])}"
    elif runner is Runner.PYTEST and not _has_pytest(sandboxes):
        why = "its tests need pytest, which the sandboxes' Python does not have"
    else:
        return Environment()
    return _built(generated_environment(requirements, base=BASE), why, sandboxes, say)


def _has_pytest(sandboxes: Sandboxes) -> bool:
    command = ["python3", "-I", "-c", "import pytest"]
    with sandboxes.open(SandboxSpec()) as sandbox:
        return sandbox.exec(command, cwd="/tmp", seconds=_PROBE_SECONDS).succeeded


def _built(
    environment: Environment, why: str, sandboxes: Sandboxes, say: Callable[[str], None]
) -> Environment:
    """The environment, once it is there: what all tasks share is built before any task is."""
    if sandboxes.name != "docker":
        raise InvalidBenchmark(
            f"An image is needed, because {why}, and --sandbox {sandboxes.name} has none: "
            "install Docker and give --sandbox docker."
        )
    say(f"An image is made, because {why}; this takes minutes where it was not made before.")
    with sandboxes.open(environment.shared_spec()) as sandbox:
        completed = sandbox.exec(["python3", "--version"], cwd="/", seconds=_PROBE_SECONDS)
    if not completed.succeeded:
        raise InvalidBenchmark("The image has no python3, which the grader needs: install it.")
    return environment
