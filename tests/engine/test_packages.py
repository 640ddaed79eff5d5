"""What agents require: real wheels, the real pip, and agents that import them in real sandboxes."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from worlds import AGENT_TOML, write_files, write_tiny_benchmark

from archive.values import Source
from engine.agents import InvalidAgent, TreeCache, read_manifest
from engine.jobs import EvaluationJob, EvaluationResult, ExpansionJob, ExpansionResult
from engine.packages import PackageCache, parse_requirements, refused
from engine.work import JobLimits, Workshop
from evals.folder import load_folder
from sandbox.bubblewrap import Bubblewrap
from sandbox.interface import Sandboxes, SandboxUnavailable

AGENT = """\
import json, sys
import greeting
from greeting import WORD

job = json.load(open(sys.argv[2])) if len(sys.argv) > 2 else {}
if sys.argv[1] == "solve":
    import subprocess
    seen = subprocess.run([sys.executable, "-c", "import greeting"], stderr=subprocess.DEVNULL)
    print("the repository's tests see it:", seen.returncode == 0)
    open(job["repository"] + "/answer.txt", "w").write(WORD)
"""
EVIDENCE: Source = {"evidence.json": b'{"evaluations": [], "children": []}'}


def write_wheel(folder: Path, name: str, version: str, files: dict[str, str]) -> None:
    """A wheel as an index would give it."""
    about = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
        wheel.writestr(
            f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels in place of an index."""
    folder = tmp_path / "index"
    folder.mkdir()
    write_wheel(folder, "greeting", "1.0", {"greeting.py": "WORD = 'hello'\n"})
    write_wheel(folder, "greeting", "2.0", {"greeting.py": "WORD = 'done\\n'\n"})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


@pytest.fixture(params=["bubblewrap", pytest.param("docker", marks=pytest.mark.docker)])
def sandboxes(request: pytest.FixtureRequest) -> Sandboxes:
    if request.param == "docker":
        from sandbox.docker import Docker

        return Docker()
    return Bubblewrap()


@pytest.fixture
def workshop(tmp_path: Path, sandboxes: Sandboxes, index: Path) -> Workshop:
    benchmark = load_folder(write_tiny_benchmark(tmp_path / "tasks", search=1), name="tiny")
    limits = JobLimits(
        improve_seconds=20, check_seconds=20, packages=frozenset({"greeting", "absent"})
    )
    trees = TreeCache(tmp_path / "cache" / "agents")
    return Workshop(benchmark, sandboxes, trees, limits, run="test")


def agent(*requirements: str, code: str = AGENT) -> Source:
    line = f"requirements = {list(requirements)}\n".replace("'", '"')
    return {"agent.toml": AGENT_TOML + line.encode(), "tiny.py": code.encode()}


def expand(workshop: Workshop, child: Source) -> ExpansionResult:
    """What becomes of a child that its parent writes."""
    manifest = child["agent.toml"].decode()
    code = (
        "import json, pathlib, sys\n"
        "child = pathlib.Path(json.load(open(sys.argv[2]))['source'])\n"
        f"(child / 'agent.toml').write_text({manifest!r})\n"
        f"(child / 'tiny.py').write_text({child['tiny.py'].decode()!r})\n"
    )
    source = agent(code=code)
    job = ExpansionJob(id=1, seed=1, source=source, improver=source, evidence=EVIDENCE)
    result = workshop(job)
    assert isinstance(result, ExpansionResult)
    return result


def test_an_agent_imports_what_it_requires_and_the_repositorys_code_does_not(
    workshop: Workshop,
) -> None:
    result = workshop(EvaluationJob(id=1, seed=1, source=agent("greeting>=2"), task="level-00"))
    assert isinstance(result, EvaluationResult)
    assert result.resolved, result.log
    assert b"the repository's tests see it: False" in result.log


def test_a_childs_requirements_are_installed_once_when_it_is_vetted(
    workshop: Workshop, index: Path
) -> None:
    child = agent("greeting<2")
    assert expand(workshop, child).source == child
    for wheel in index.iterdir():
        wheel.unlink()
    result = workshop(EvaluationJob(id=2, seed=1, source=child, task="level-00"))
    assert isinstance(result, EvaluationResult)
    assert "+hello" in result.patch


@pytest.mark.parametrize(
    ("requirement", "says"),
    [
        ("greeting>=3", "cannot be installed: No matching distribution found for greeting>=3"),
        ("absent", "cannot be installed"),
        ("requests", "does not allow agents to require requests"),
        ("greeting @ file:///tmp/greeting.whl", "more than a name"),
        ("greeting; python_version > '3'", "more than a name"),
        ("--proxy=http://example.com", "no requirement"),
        ("../greeting", "no requirement"),
    ],
)
def test_a_child_that_requires_what_cannot_be_had_is_a_failed_expansion(
    workshop: Workshop, requirement: str, says: str
) -> None:
    text = AGENT_TOML.decode() + f'requirements = ["{requirement}"]\n'
    result = expand(workshop, {"agent.toml": text.encode(), "tiny.py": AGENT.encode()})
    assert result.source is None
    assert says in result.reason


def test_nothing_of_a_package_runs_where_it_is_installed(
    tmp_path: Path, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = tmp_path / "proof"
    touch = f"import pathlib; pathlib.Path({str(proof)!r}).touch()\n"
    other = {"pip/__init__.py": touch.encode(), "pip/__main__.py": b""}
    write_files(tmp_path / "agent", other)
    monkeypatch.chdir(tmp_path / "agent")
    write_wheel(index, "evil", "1.0", {"evil.py": touch, "evil.pth": touch})
    (index / "sdist-1.0.tar.gz").write_bytes(b"never unpacked")
    cache = PackageCache(tmp_path / "packages", Bubblewrap())
    mount = cache.mount(["evil"])
    assert (mount.host / "evil.pth").exists()
    assert not proof.exists()


def test_an_index_that_does_not_answer_is_not_the_agents_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    cache = PackageCache(tmp_path / "packages", Bubblewrap())
    with pytest.raises(SandboxUnavailable, match="cannot be fetched"):
        cache.mount(["greeting"])
    assert list((tmp_path / "packages").iterdir()) == []


def test_names_are_compared_as_indexes_do() -> None:
    wanted = parse_requirements(["Ruamel.yaml>=0.18", "typing_extensions"])
    assert refused(wanted, {"ruamel-yaml", "typing-extensions"}) == []
    assert refused(wanted, {"rich"}) == ["ruamel-yaml", "typing-extensions"]
    assert refused(wanted, {"*"}) == []


def test_requirements_that_are_no_list_make_no_agent() -> None:
    with pytest.raises(InvalidAgent, match="must be a list of strings"):
        read_manifest({"agent.toml": AGENT_TOML + b'requirements = "rich"\n'})


def test_the_command_line_names_what_cannot_be_installed(tmp_path: Path, index: Path) -> None:
    for path, content in agent("absent").items():
        (tmp_path / "agent").mkdir(exist_ok=True)
        (tmp_path / "agent" / path).write_bytes(content)
    words = ["evolve", "run", "--seed-agent", "agent", "--sandbox", "bubblewrap"]
    completed = subprocess.run(
        [sys.executable, "-m", "engine.cli.main", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert completed.returncode == 2
    assert "What the seed agent requires cannot be installed" in completed.stderr
