"""An exported agent as an image: the container holds it."""

import subprocess
from pathlib import Path

import pytest
from shipping import broken_repository, passes

from archive.store import Archive
from engine.agents import InvalidAgent
from engine.export.image import how_to_run, make_image
from engine.export.package import Package, make_package
from engine.export.provenance import read_provenance


def package(run: Path, **manifest: bytes) -> Package:
    with Archive.open(run) as archive:
        source = {**archive.source(0), **manifest}
        return make_package(source, read_provenance(archive, archive.agent(0)), name="image")


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    words = ["sh", "-c", command]
    return subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("uses_models", [True, False])
def test_the_command_that_is_told_keeps_git_read_only(uses_models: bool, tmp_path: Path) -> None:
    command = how_to_run("image", uses_models=uses_models)
    words = in_shell(f"printf '%s\\n' {command}", tmp_path).stdout.splitlines()
    mount = f"type=bind,source={tmp_path}/.git,target=/repository/.git,readonly"
    assert words[words.index("--mount") + 1] == mount
    assert words[-1] == "image"


@pytest.mark.docker
def test_an_agent_in_a_container_mends_a_repository_that_it_is_given(
    runs: Path, tmp_path: Path
) -> None:
    folder = broken_repository(tmp_path / "repository").folder
    image = make_image(package(runs / "mutator"))
    assert image == "hgm-agent-image:0.0"
    assert make_image(package(runs / "mutator")) == image
    command = f"{how_to_run(image, uses_models=False)} 'the upper bound is left out'"
    ran = in_shell(command, folder)
    assert ran.returncode == 0, ran.stderr
    assert "1 file changed in /repository" in ran.stderr
    assert "+    return low <= value and (value <= high)" in ran.stdout
    assert passes(folder)


@pytest.mark.docker
def test_an_agent_in_a_container_cannot_write_what_git_obeys_outside(
    runs: Path, tmp_path: Path
) -> None:
    folder = broken_repository(tmp_path / "repository").folder
    config = (folder / ".git/config").read_bytes()
    image = make_image(package(runs / "puppet"))
    task = "pathlib.Path('/repository/.git/config').write_text('x')"
    ran = in_shell(f'{how_to_run(image, uses_models=False)} "{task}"', folder)
    assert "Read-only file system" in ran.stderr
    assert (folder / ".git/config").read_bytes() == config


@pytest.mark.docker
def test_an_agent_that_requires_packages_is_no_image(runs: Path) -> None:
    manifest = b'name = "x"\nprotocol = 1\nmodule = "x"\nrequirements = ["rich"]\n'
    with pytest.raises(InvalidAgent, match="export a wheel"):
        make_image(package(runs / "puppet", **{"agent.toml": manifest}))
