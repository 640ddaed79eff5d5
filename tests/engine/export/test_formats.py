"""What is exported: the same bytes every time, complete, and with nothing of the agent's run."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from shipping import PUPPET, Environment, make_run
from worlds import write_files

from archive.store import Archive
from archive.values import Verdict
from engine.configuration import InvalidConfiguration
from engine.export.formats import Format, write_package
from engine.export.package import Package, make_package
from engine.export.provenance import read_provenance

FILES = [Format.WHEEL, Format.SDIST, Format.DIR, Format.GIT]
NOTES = "# What\n\x1b[31mthe `best` | agent](x) <b>\nnow\n" + "long " * 100
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of two agents that booby-traps everything a build or an import could run."""
    folder = tmp_path_factory.mktemp("run")
    trap = f"import pathlib\npathlib.Path({str(folder / 'sprung')!r}).touch()\n".encode()
    traps = dict.fromkeys(("setup.py", "conftest.py", "__init__.py", "sitecustomize.py"), trap)
    more = {"LICENSE.txt": b"Mine.\n", "pyproject.toml": b"[build-system]\nrequires = ['evil']\n"}
    agent = write_files(folder / "agent", {**PUPPET, **traps, **more})
    place = make_run(folder / "run", str(agent))
    with Archive.open(place, write=True) as archive:
        expansion = archive.begin_expansion(0, seed=1, at=NOW)
        source = {**archive.source(0), "skill.py": b"x = 1\n"}
        archive.finish_expansion(expansion.id, source=source, seconds=1.0, notes=NOTES.encode())
        for agent_id, task, sealed, verdict in (
            (0, archive.tasks[0], False, Verdict.UNRESOLVED),
            (1, archive.tasks[0], False, Verdict.RESOLVED),
            (0, "level-02", True, Verdict.UNRESOLVED),
            (1, "level-02", True, Verdict.RESOLVED),
            (1, "level-03", True, Verdict.UNRESOLVED),
        ):
            job = archive.begin_evaluation(agent_id, task, sealed=sealed, seed=1, at=NOW)
            archive.finish_evaluation(job.id, verdict=verdict, seconds=1.0, reason="")
    return place


def package_of(run: Path, agent: int, name: str | None = None) -> Package:
    with Archive.open(run) as archive:
        provenance = read_provenance(archive, archive.agent(agent))
        return make_package(archive.source(agent), provenance, name=name)


def write(run: Path, out: Path, kind: Format, agent: int = 1) -> Path:
    package = package_of(run, agent)
    with Archive.open(run) as archive:
        return write_package(package, archive, out, kind)


def content(place: Path) -> object:
    """All that counts of what was written."""
    if place.suffix == ".git":
        git = ["git", f"--git-dir={place}", "-c", "safe.directory=*", "rev-parse", "main"]
        return subprocess.run(git, capture_output=True, check=True).stdout
    if place.is_file():
        return place.read_bytes()
    paths = sorted(path for path in place.rglob("*") if path.is_file())
    return [
        (str(path.relative_to(place)), path.read_bytes(), path.stat().st_mode) for path in paths
    ]


@pytest.mark.parametrize("kind", FILES)
def test_two_exports_of_one_agent_are_the_same_to_the_byte(
    run: Path, tmp_path: Path, kind: Format
) -> None:
    first, second = (write(run, tmp_path / name, kind) for name in "ab")
    assert first.name == second.name
    assert content(first) == content(second)
    assert write(run, tmp_path / "a", kind) == first
    assert [path.name for path in (tmp_path / "a").iterdir()] == [first.name]


@pytest.mark.parametrize("kind", FILES)
def test_what_is_there_already_is_never_replaced(run: Path, tmp_path: Path, kind: Format) -> None:
    place = write(run, tmp_path, kind)
    if place.is_file():
        place.write_bytes(b"mine")
    else:
        write_files(place, {"mine.txt": b"mine", "refs/heads/main": b"0" * 40})
    before = content(place) if kind is not Format.GIT else None
    with pytest.raises(InvalidConfiguration, match="exists already and is another"):
        write(run, tmp_path, kind)
    assert kind is Format.GIT or content(place) == before


@pytest.mark.slow
def test_a_source_distribution_a_folder_and_a_repository_build_the_very_wheel(
    run: Path, tmp_path: Path
) -> None:
    wheel, *others = (write(run, tmp_path / "dist", kind) for kind in FILES)
    for number, place in enumerate(others):
        what = f"git+file://{place}" if place.suffix == ".git" else str(place)
        out = tmp_path / str(number)
        words = ["wheel", "--quiet", "--no-index", "--no-deps", "--wheel-dir", str(out), what]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)
        (built,) = out.iterdir()
        assert (built.name, built.read_bytes()) == (wheel.name, wheel.read_bytes())


@pytest.mark.slow
def test_nothing_of_the_agent_runs_on_the_way(
    run: Path, tmp_path: Path, installed: Environment
) -> None:
    """Not when it is exported, installed, listed, or asked where it comes from."""
    places = [write(run, tmp_path, kind) for kind in FILES]
    installed.install(places[0])
    name = package_of(run, 1).name.removeprefix("hgm-agent-")
    assert json.loads(installed.run(name, "--about").output)["agent"] == 1
    installed.pip("uninstall", "--yes", "--quiet", f"hgm-agent-{name}")
    assert not (run.parent / "sprung").exists()


def test_the_record_travels_with_the_agent(run: Path) -> None:
    package = package_of(run, 1)
    about = json.loads(package.files[f"{package.module}/provenance.json"])
    root, child = about["ancestry"]
    assert (root["agent"], child["agent"], child["parent"]) == (0, 1, 0)
    assert about["commit"] == child["commit"]
    assert child["gained"] == ["level-00"]
    assert about["run"]["id"] == root["commit"][:12]
    assert about["scores"]["search"]["resolved"] == 1
    assert about["scores"]["sealed"] == {"resolved": 1, "attempted": 2, **about["scores"]["sealed"]}
    assert about["comparison"]["tasks"] == 1
    assert about["comparison"]["p_value"] == 1.0
    assert about["comparison"]["low"] < about["comparison"]["difference"]
    assert about["benchmark"]["fingerprint"]


def test_no_folder_of_this_machine_is_in_it(run: Path) -> None:
    files = package_of(run, 1).files
    written_here = {name: each for name, each in files.items() if "/agent/" not in name}
    assert len(written_here) > 10
    assert [name for name, each in written_here.items() if str(run.parent).encode() in each] == []


def test_the_page_says_how_it_scored_and_obeys_nothing_that_an_agent_wrote(run: Path) -> None:
    package = package_of(run, 1, name="x")
    page = package.files["README.md"].decode()
    assert "pip install hgm_agent_x-0.1-py3-none-any.whl" in page
    assert "1 of 2, 50 %" in page
    assert "exact McNemar p = 1" in page
    assert "\x1b" not in page
    (row,) = [line for line in page.splitlines() if line.startswith("| 1 |")]
    assert row.count("|") == 5
    assert "`[31mthe 'best' / agent](x) <b> now long" in row
    assert len(row) < 400


def test_where_tallies_would_mislead_the_estimate_stands_beside_them(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", "mutator", policy="tree-rasch")
    files = package_of(run, 0, name="x").files
    about = json.loads(files["hgm_agent_x/provenance.json"])
    assert 0 <= about["scores"]["estimate"]["low"] < about["scores"]["estimate"]["high"] <= 1
    page = files["README.md"].decode()
    assert "shares of them mislead; it expects" in page
    assert "It was not compared with its root on sealed tasks." in page
    assert "none attempted" in page


def test_licences_of_command_and_agent_are_inside(run: Path, runs: Path) -> None:
    files = package_of(run, 1).files
    assert b"Apache License" in files["licenses/LICENSE"]
    assert files["licenses/agent/LICENSE.txt"] == b"Mine.\n"
    assert b"License-Expression" not in files["PKG-INFO"]
    assert b"License-Expression: Apache-2.0" in package_of(runs / "mutator", 0).files["PKG-INFO"]


@pytest.mark.parametrize("name", ["", "X", "a b", "../x", "a--b", "1a", "x" * 40, "é"])
def test_a_name_that_cannot_be_one_is_refused(run: Path, name: str) -> None:
    if name:
        with pytest.raises(InvalidConfiguration, match="lower-case letters"):
            package_of(run, 1, name=name)
    else:
        assert package_of(run, 1).name.startswith("hgm-agent-puppet-")


def test_a_repository_tells_the_line_from_the_root(run: Path, tmp_path: Path) -> None:
    place = write(run, tmp_path, Format.GIT)
    git = ["git", f"--git-dir={place}", "-c", "safe.directory=*", "log", "--format=%s", "main"]
    said = subprocess.run(git, capture_output=True, check=True, text=True).stdout.splitlines()
    assert said[1:] == ["agent 1", "agent 0"]
    assert said[0].endswith("command and record")
