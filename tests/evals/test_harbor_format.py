"""Harbor's format as it is read: nothing here needs an engine."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from worlds import write_files, write_harbor_task, write_tiny_benchmark

from archive.values import Source
from evals.benchmark import GradingFailed, InvalidBenchmark, Task
from evals.dockerfile import read_workdir
from evals.folder import FolderBenchmark, load_folder
from evals.harbor.digest import content_digest
from evals.harbor.variables import as_instructions, resolve
from evals.patches import compare
from evals.task_file import Unusable
from sandbox.files import File, Files
from sandbox.interface import Limits, Recipe, Sandbox, SandboxSpec, UnsafeContent

GIB, MIB = 1024**3, 1024**2
PLAIN: Source = {
    "environment/Dockerfile": b"FROM python:3.12\nWORKDIR /app\nCOPY app/ .\n",
    "environment/app/main.py": b"x = 1\n",
    "tests/test.sh": b"exit 0\n",
}
IMAGE: Source = {**PLAIN, "environment/Dockerfile": b"FROM debian\nWORKDIR /app\nRUN make\n"}


def load_one(folder: Path, files: Source, toml: str = "") -> tuple[Task, FolderBenchmark]:
    write_harbor_task(folder / "one", files, toml=toml)
    benchmark = load_folder(folder, name="harbor")
    return benchmark.tasks[0], benchmark


# -- what cannot be used


@pytest.mark.parametrize(
    ("toml", "files", "says"),
    [
        ("steps = [{name = 'a'}]", {}, "several steps"),
        ("", {"steps/a/instruction.md": b"x"}, "several steps"),
        ("", {"trajectory.json": b"{}"}, r"conversation \(trajectory.json\)"),
        ("", {"environment/docker-compose.yaml": b""}, r"environment/docker-compose.yaml"),
        ("", {"tests/docker-compose.yaml": b""}, r"tests/docker-compose.yaml"),
        ("[environment]\ngpus = 1", {}, "accelerator"),
        ("[environment.tpu]\ntype = 'v4'\ntopology = '2x2'", {}, "accelerator"),
        ("[verifier.environment]\ngpus = 2", {}, "accelerator"),
        ("[environment]\nos = 'Windows'", {}, "it is for Windows"),
        ("[agent]\nuser = 'bob'", {}, "its agent to run as the user bob"),
        ("[verifier]\nuser = 1000", {}, "its tests to run as the user 1000"),
        ("[environment.healthcheck]\ncommand = 'true'", {}, "healthcheck"),
        ("[[environment.mcp_servers]]\nname = 'x'", {}, "MCP servers"),
        ("[[verifier.collect]]\ncommand = 'x'", {}, "verifier.collect"),
        ("[environment]\nworkdir = '/'", {}, "working directory / is the system's"),
        ("[environment]\nworkdir = '/tests/x'", {}, "working directory /tests/x is the system's"),
        ("[environment]\nworkdir = 'app'", {}, "no absolute path"),
        ("[environment]\nworkdir = '/app/../etc'", {}, "no absolute path"),
        ("[environment]\ndocker_image = 'x'", {"environment/Dockerfile": None}, "set .* workdir"),
        ("", {"environment/Dockerfile": b"FROM debian\nRUN make\n"}, "set .* workdir"),
        ("", {"environment/Dockerfile": b"FROM debian\nWORKDIR $HERE\n"}, "set .* workdir"),
        ("[environment.env]\nKEY = '${SECRET}'", {}, "the variable SECRET of this machine"),
        ("[verifier.env]\nKEY = '${SECRET}'", {}, "the variable SECRET of this machine"),
        ("[environment.env]\n'A B' = 'x'", {}, "odd name"),
        ('[environment.env]\nA = "x\\ny"', {}, "more than one line"),
        ("artifacts = ['/var/out']", {"tests/Dockerfile": b"FROM debian\n"}, "/var/out"),
    ],
)
def test_a_task_that_asks_for_what_is_not_there_is_left_out_and_named(
    tmp_path: Path, toml: str, files: dict[str, bytes | None], says: str
) -> None:
    kept = {path: content for path, content in {**IMAGE, **files}.items() if content is not None}
    write_harbor_task(tmp_path / "one", kept, toml=toml)
    with pytest.raises(InvalidBenchmark, match=says) as caught:
        load_folder(tmp_path, name="harbor")
    assert "can be used: one: " in str(caught.value)
    write_harbor_task(tmp_path / "two", PLAIN)
    benchmark = load_folder(tmp_path, name="harbor")
    assert [task.id for task in benchmark.tasks] == ["two"]
    assert list(benchmark.left_out) == ["one"]
    assert benchmark.left_out["one"].endswith(".")


def test_a_link_in_what_an_image_is_made_of_leaves_the_task_out(tmp_path: Path) -> None:
    write_harbor_task(tmp_path / "one", IMAGE)
    (tmp_path / "one/environment/app/link").symlink_to("main.py")
    with pytest.raises(InvalidBenchmark, match="app/link is a link"):
        load_folder(tmp_path, name="harbor")


def test_a_newer_schema_is_left_out_whatever_else_it_says(tmp_path: Path) -> None:
    task = write_harbor_task(tmp_path / "one", PLAIN)
    for old in ('schema_version = "1.0"', 'version = "1.0"', 'schema_version = "1.4"', ""):
        (task / "task.toml").write_text(old)
        assert len(load_folder(tmp_path, name="harbor").tasks) == 1
    (task / "task.toml").write_text('schema_version = "1.10"\nagent = "another"\n')
    with pytest.raises(InvalidBenchmark, match=r"schema 1\.10, and 1\.4 is the newest"):
        load_folder(tmp_path, name="harbor")
    (task / "task.toml").write_text('schema_version = "new"\n')
    with pytest.raises(InvalidBenchmark, match="'new' is no version"):
        load_folder(tmp_path, name="harbor")


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[environment]\nmemory = '2G'\nmemory_mb = 1024", "memory_mb and memory"),
        ("[environment]\nmemory = 'much'", "memory must be a size"),
        ("[environment]\nnetwork_mode = 'some'", "environment.network_mode"),
        ("[metadata]\nthreshold = nan", "metadata.threshold"),
        ("[verifier]\nenvironment_mode = 'shared'\n[verifier.environment]\ncpus = 1", "shared"),
    ],
)
def test_a_task_that_contradicts_itself_is_broken(tmp_path: Path, toml: str, says: str) -> None:
    write_harbor_task(tmp_path / "one", PLAIN, toml=toml)
    write_harbor_task(tmp_path / "two", PLAIN)
    with pytest.raises(InvalidBenchmark, match=says):
        load_folder(tmp_path, name="harbor")


# -- where agents and tests work


@pytest.mark.parametrize(
    ("toml", "image"),
    [
        ("", False),
        ("[environment]\nworkdir = '/app'\nnetwork_mode = 'no-network'", False),
        ("[environment]\nworkdir = '/srv/it'", True),
        ("[environment]\nnetwork_mode = 'public'", True),
        ("[environment]\nallow_internet = true", True),
        ("[environment.env]\nA = '1'", True),
        ("[environment]\ndocker_image = 'python:3.12'", True),
    ],
)
def test_only_a_plain_dockerfile_without_wishes_needs_no_image(
    tmp_path: Path, toml: str, image: bool
) -> None:
    task, benchmark = load_one(tmp_path, PLAIN, toml)
    for spec in (task.solving, task.grading):
        assert (spec.image is not None, spec.as_root) == (image, image)
    assert bool(benchmark.visible(task)) is not image


def test_a_recipe_is_the_environment_folder(tmp_path: Path) -> None:
    task, _ = load_one(tmp_path / "Odd Name__1", IMAGE)
    image = task.solving.image
    assert isinstance(image, Recipe)
    assert image == task.grading.image
    assert (image.name, image.seconds) == ("task-one", 600)
    assert sorted(image.context) == ["Dockerfile", "app/main.py"]
    assert image.context["app/main.py"].content == b"x = 1\n"
    (tmp_path / "Odd Name__1/one/environment/app/main.py").write_text("x = 2\n")
    with pytest.raises(OSError, match="changed after"):
        _ = image.context["app/main.py"]


def test_an_image_by_name_needs_no_folder(tmp_path: Path) -> None:
    toml = "[environment]\ndocker_image = 'a/b:1'\nworkdir = '/testbed/'"
    task, _ = load_one(tmp_path, {"tests/test.sh": b""}, toml)
    assert (task.solving.image, task.workdir) == ("a/b:1", "/testbed")
    assert task.solving.writable == ("/testbed",)


def test_a_named_image_is_preferred_to_its_dockerfile_which_knows_the_folder(
    tmp_path: Path,
) -> None:
    task, _ = load_one(tmp_path, IMAGE, "[environment]\ndocker_image = 'a/b:1'")
    assert (task.solving.image, task.workdir) == ("a/b:1", "/app")


@pytest.mark.parametrize(
    ("toml", "files", "image"),
    [
        ("", {}, "task-one"),
        ("", {"tests/Dockerfile": b"FROM x\n"}, "tests-one"),
        ("[verifier]\nenvironment_mode = 'separate'", {}, "task-one"),
        ("[verifier]\nenvironment_mode = 'shared'", {"tests/Dockerfile": b"FROM x\n"}, "task-one"),
        ("[verifier.environment]\ndocker_image = 'c:1'", {"tests/Dockerfile": b"FROM x\n"}, "c:1"),
    ],
)
def test_tests_run_in_an_image_of_their_own_or_the_tasks(
    tmp_path: Path, toml: str, files: Source, image: str
) -> None:
    task, _ = load_one(tmp_path, {**IMAGE, **files}, toml)
    assert str(task.grading.image) == image
    assert task.oracle is not None
    assert str(task.oracle.image) == str(task.solving.image) == "task-one"


def test_resources_are_those_of_the_file_under_their_new_and_old_names(tmp_path: Path) -> None:
    new = "[environment]\ncpus = 3\nmemory_mb = 3072\nstorage_mb = 2048\nbuild_timeout_sec = 9"
    old = "version = '1.0'\n[environment]\nmemory = '1.5G'\nstorage = '512m'"
    task, _ = load_one(tmp_path / "new", IMAGE, new)
    assert limits(task.solving) == limits(task.grading) == (3, 3 * GIB, 2 * GIB)
    assert isinstance(task.solving.image, Recipe)
    assert task.solving.image.seconds == 9
    task, _ = load_one(tmp_path / "old", IMAGE, old.partition("\n")[2])
    assert limits(task.solving) == (1, 1536 * MIB, 512 * MIB)
    task, _ = load_one(tmp_path / "none", IMAGE)
    assert limits(task.solving) == (1, 2 * GIB, 10 * GIB)
    own = f"{new}\n[verifier.environment]\nmemory_mb = 4096"
    task, _ = load_one(tmp_path / "own", IMAGE, own)
    assert limits(task.solving) == (3, 3 * GIB, 2 * GIB)
    assert limits(task.grading) == (1, 4 * GIB, 10 * GIB)


def limits(spec: SandboxSpec) -> tuple[float, int, int]:
    each: Limits = spec.limits
    return each.cpus, each.memory_bytes, each.disk_bytes


@pytest.mark.parametrize(
    ("lines", "workdir"),
    [
        ("FROM a\nWORKDIR /app", "/app"),
        ("FROM a\nworkdir /app\nWORKDIR sub dir\n# WORKDIR /no", "/app/sub dir"),
        ("FROM a\nRUN x \\\n  # WORKDIR /no\n  WORKDIR /no\nWORKDIR '/app'", "/app"),
        ("FROM a AS one\nWORKDIR /one\nFROM b\nRUN x", None),
        ("FROM a AS one\nWORKDIR /one\nFROM --platform=x ONE\nRUN x", "/one"),
        ("FROM a\nWORKDIR sub", None),
        ("ARG X=/app\nFROM a\nWORKDIR $X", None),
    ],
)
def test_the_working_directory_is_the_last_stages(
    tmp_path: Path, lines: str, workdir: str | None
) -> None:
    (tmp_path / "Dockerfile").write_text(lines)
    assert read_workdir(tmp_path / "Dockerfile") == workdir


def test_no_variable_comes_from_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_KEY", "sk-secret")
    table = {"A": "${API_KEY:-none}", "B": "plain ${API_KEY}", "C": "${D}", "E": "${A:-}"}
    assert resolve(table, {"D": "1"}) == {
        "A": "none",
        "B": "plain ${API_KEY}",
        "C": "1",
        "D": "1",
        "E": "",
    }
    with pytest.raises(Unusable, match="API_KEY"):
        resolve({"A": "${API_KEY}"})
    with pytest.raises(Unusable, match="variable A "):
        resolve({"A": "${A}"})
    assert as_instructions({"A": 'a $B "\\'}) == 'ENV A="a \\$B \\"\\\\"\n'


def test_the_fingerprint_covers_what_images_are_made_of(tmp_path: Path) -> None:
    files = {**IMAGE, "tests/Dockerfile": b"FROM debian\n", "tests/data": b"1"}
    _, benchmark = load_one(tmp_path, files, "[verifier.env]\nA = '1'")
    for path, content in (
        ("environment/Dockerfile", b"FROM debian\nWORKDIR /app\nRUN make all\n"),
        ("environment/app/main.py", b"x = 2\n"),
        ("environment/new", b""),
        ("tests/Dockerfile", b"FROM debian\nRUN true\n"),
        ("tests/data", b"2"),
        ("task.toml", b"[verifier.env]\nA = '2'\n"),
        ("task.toml", b"[verifier.env]\nA = '1'\n[metadata]\nthreshold = 0.5\n"),
        ("task.toml", b"[verifier.env]\nA = '1'\n[environment]\ncpus = 2\n"),
        ("task.toml", b"[verifier.env]\nA = '1'\n[environment.env]\nB = '1'\n"),
    ):
        file = tmp_path / "one" / path
        old = file.read_bytes() if file.exists() else None
        file.write_bytes(content)
        assert load_folder(tmp_path, name="harbor").fingerprint != benchmark.fingerprint, path
        file.unlink() if old is None else file.write_bytes(old)
    assert load_folder(tmp_path, name="another").fingerprint == benchmark.fingerprint


# -- patches


class Odd:
    """A sandbox of an image with a file that cannot be compared."""

    def original(self, folder: str) -> Files:
        raise UnsafeContent("the name 'a\\\\b' has a character that is not allowed")


def test_an_image_that_cannot_be_compared_is_no_agents_fault(tmp_path: Path) -> None:
    write_harbor_task(tmp_path / "one", PLAIN)
    benchmark = load_folder(tmp_path, name="one")
    (task,) = benchmark.tasks
    task = replace(task, solving=replace(task.solving, image="odd"))
    with pytest.raises(GradingFailed, match="the image of one cannot be compared: the name"):
        benchmark.collect(task, cast("Sandbox", Odd()))


def test_only_what_changed_counts_against_the_size_of_a_patch() -> None:
    before = {"same": File(b"s" * 1000), "gone": File(b"g" * 10), "edited": File(b"e" * 10)}
    after = {"same": File(b"s" * 1000), "edited": File(b"E" * 10), "new": File(b"n" * 10)}
    size = 40 + 3 * len("gone") + 4 * len("edited") + 3 * len("new")
    patch = compare(before, after, max_bytes=size)
    assert patch == compare(before, after)
    assert patch.after.keys() == {"gone", "edited", "new"}
    with pytest.raises(UnsafeContent, match=f"more than {size - 1} bytes"):
        compare(before, after, max_bytes=size - 1)


def test_the_paths_of_empty_files_count_against_the_size_of_a_patch() -> None:
    after = {f"{'d' * 1000}/{number:03}": File(b"") for number in range(100)}
    patch = compare({}, after)
    assert len(patch.text) > 200_000
    assert compare({}, after, max_bytes=310_000) == patch
    with pytest.raises(UnsafeContent, match="more than 200000 bytes"):
        compare({}, after, max_bytes=200_000)


# -- data sets


def test_a_single_task_folder_is_a_benchmark(tmp_path: Path) -> None:
    write_harbor_task(tmp_path / "one", PLAIN)
    assert [task.id for task in load_folder(tmp_path / "one", name="one").tasks] == ["one"]


PUBLISHED = (
    *("task.toml", "instruction.md", "README.md", "environment/Dockerfile", "tests/test.sh"),
    *("tests/deep/é.txt", "solution/solve.sh"),
)
UNPUBLISHED = (
    *("notes.md", "environment/a~", "environment/__pycache__/x", "tests/deep/.DS_Store"),
    "tests-more/x",
)


def test_the_digest_is_harbors(tmp_path: Path) -> None:
    """The number is what harbor 0.25.0's own packager gives for these files."""
    write_files(tmp_path, {path: path.encode() for path in PUBLISHED + UNPUBLISHED})
    digest = "sha256:f50f128536febca56e88d15a233dc064c8dece2cca22a1804d52b703873d9d5c"
    assert content_digest(tmp_path) == digest
    (tmp_path / "notes.md").write_text("changed")
    assert content_digest(tmp_path) == digest
    (tmp_path / "README.md").write_text("changed")
    assert content_digest(tmp_path) != digest


def test_a_data_set_is_the_tasks_that_it_names_as_it_pins_them(tmp_path: Path) -> None:
    write_tiny_benchmark(tmp_path, search=3, test=0)
    named = write_harbor_task(tmp_path / "folder", PLAIN, toml="[task]\nname = 'org/other'")
    (named / "tests/__pycache__").mkdir()
    (named / "tests/__pycache__/x.pyc").write_bytes(b"cache")
    write_manifest(tmp_path, {"org/level-01": None, "org/other": content_digest(named)})
    (named / "tests/__pycache__/x.pyc").write_bytes(b"another")
    benchmark = load_folder(tmp_path, name="set")
    assert [task.id for task in benchmark.tasks] == ["folder", "level-01"]
    write_manifest(tmp_path, {"org/level-01": None, "org/gone": None})
    benchmark = load_folder(tmp_path, name="set")
    assert [task.id for task in benchmark.tasks] == ["level-01"]
    assert "level-01" not in benchmark.left_out
    assert "is not there" in benchmark.left_out["org/gone"]


def test_a_task_that_is_not_what_its_data_set_pins_is_refused(tmp_path: Path) -> None:
    task = write_harbor_task(tmp_path / "one", PLAIN)
    write_manifest(tmp_path, {"org/one": content_digest(task)})
    load_folder(tmp_path, name="set")
    (task / "solution").mkdir()
    (task / "solution/solve.sh").write_text("true\n")
    with pytest.raises(InvalidBenchmark, match=r"one is not the task that .* pins"):
        load_folder(tmp_path, name="set")


def test_a_broken_data_set_is_one_sentence(tmp_path: Path) -> None:
    write_harbor_task(tmp_path / "one", PLAIN)
    for content, says in (
        ("[dataset", "no data set"),
        ("[[tasks]]\nname = 'a/b'\n", "dataset: Field required"),
        ("[dataset]\nname = 'a/b'\n[[tasks]]\nname = 'a/one'\ndigest = 'x'\n", r"tasks\.0\.digest"),
    ):
        (tmp_path / "dataset.toml").write_text(content)
        with pytest.raises(InvalidBenchmark, match=says):
            load_folder(tmp_path, name="set")


def test_a_registry_lists_tasks_by_their_local_paths(tmp_path: Path) -> None:
    write_harbor_task(tmp_path / "deep/er/one", PLAIN)
    write_harbor_task(tmp_path / "unlisted", PLAIN)
    tasks = [
        {"name": "one", "path": "deep/er/one"},
        {"name": "far", "path": "tasks/far", "git_url": "https://example.org/far.git"},
        {"name": "gone", "path": "gone"},
    ]
    registry = [{"name": "set", "version": "1", "description": "", "tasks": tasks}]
    (tmp_path / "registry.json").write_text(json.dumps(registry))
    benchmark = load_folder(tmp_path, name="set")
    assert [task.id for task in benchmark.tasks] == ["one"]
    assert "https://example.org/far.git" in benchmark.left_out["far"]
    assert "is not there" in benchmark.left_out["gone"]
    (tmp_path / "registry.json").write_text(json.dumps([*registry, {**registry[0], "name": "b"}]))
    with pytest.raises(InvalidBenchmark, match=r"lists 2 data sets \(set, b\)"):
        load_folder(tmp_path, name="set")
    (tmp_path / "registry.json").write_text("{}")
    with pytest.raises(InvalidBenchmark, match="no registry"):
        load_folder(tmp_path, name="set")


def test_two_tasks_of_one_name_are_refused(tmp_path: Path) -> None:
    for place in ("a/one", "b/one"):
        write_harbor_task(tmp_path / place, PLAIN)
    tasks = [{"name": place, "path": place} for place in ("a/one", "b/one")]
    write_files(tmp_path, {"registry.json": json.dumps([{"name": "set", "tasks": tasks}]).encode()})
    with pytest.raises(InvalidBenchmark, match="two task folders of one name"):
        load_folder(tmp_path, name="set")


def write_manifest(folder: Path, tasks: dict[str, str | None]) -> None:
    lines = ["[dataset]", "name = 'org/set'"]
    for name, digest in tasks.items():
        lines += ["[[tasks]]", f"name = '{name}'", f"digest = '{digest}'" if digest else ""]
    (folder / "dataset.toml").write_text("\n".join(lines))
