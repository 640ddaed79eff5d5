"""An exported agent as an image: the container holds it."""

import os
import subprocess
from pathlib import Path

import pytest
from shipping import broken_repository, passes

from archive.store import Archive
from engine.agents import InvalidAgent
from engine.export.image import make_image
from engine.export.package import Package, make_package
from engine.export.provenance import read_provenance

pytestmark = pytest.mark.docker


def package(run: Path, **manifest: bytes) -> Package:
    with Archive.open(run) as archive:
        source = {**archive.source(0), **manifest}
        return make_package(source, read_provenance(archive, archive.agent(0)), name="image")


def test_an_agent_in_a_container_mends_a_repository_that_it_is_given(
    runs: Path, tmp_path: Path
) -> None:
    folder = broken_repository(tmp_path / "repository").folder
    image = make_image(package(runs / "mutator"))
    assert image == "hgm-agent-image:0.0"
    assert make_image(package(runs / "mutator")) == image
    owner = f"{os.getuid()}:{os.getgid()}"
    command = ["docker", "run", "--rm", "--network", "none", "--user", owner]
    command += ["--volume", f"{folder}:/repository", image, "the upper bound is left out"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert "1 file changed in /repository" in ran.stderr
    assert "+    return low <= value and (value <= high)" in ran.stdout
    assert passes(folder)


def test_an_agent_that_requires_packages_is_no_image(runs: Path) -> None:
    manifest = b'name = "x"\nprotocol = 1\nmodule = "x"\nrequirements = ["rich"]\n'
    with pytest.raises(InvalidAgent, match="export a wheel"):
        make_image(package(runs / "puppet", **{"agent.toml": manifest}))
