"""One environment with three installed agents for all tests of this folder."""

from pathlib import Path

import pytest
from runs import write_script
from shipping import (
    Environment,
    broken_repository,
    export,
    make_environment,
    make_run,
    write_puppet,
)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs `mutator`, `coder` (with a model) and `puppet`."""
    folder = tmp_path_factory.mktemp("runs")
    script = write_script(folder, [{"say": "no"}])
    make_run(folder / "mutator", "mutator")
    make_run(folder / "coder", "coder", models={"solve": script, "improve": script})
    make_run(folder / "puppet", write_puppet(folder / "agents"))
    return folder


@pytest.fixture(scope="session")
def installed(runs: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """hgm-agent-mutator, hgm-agent-coder and hgm-agent-puppet, installed without network."""
    folder = tmp_path_factory.mktemp("installed")
    environment = make_environment(folder / "venv")
    names = ("mutator", "coder", "puppet")
    environment.install(*(export(runs / name, folder / "dist", name=name) for name in names))
    return environment


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository that no agent has seen."""
    return broken_repository(tmp_path / "repository").folder
