import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import write_files, write_tiny_benchmark

from evals.benchmark import InvalidBenchmark, Split
from evals.choose import load_benchmark
from evals.folder import load_folder
from evals.patches import compare
from sandbox.files import File


def test_a_folder_of_tasks_is_read_with_its_splits(tmp_path: Path) -> None:
    benchmark = load_folder(write_tiny_benchmark(tmp_path, search=3, test=2), name="tiny")
    splits = [task.split for task in benchmark.tasks]
    assert splits == [Split.SEARCH] * 3 + [Split.TEST] * 2
    assert benchmark.tasks[0].workdir == "/app"
    assert benchmark.tasks[0].solve_seconds == 20


def test_without_stated_splits_sixty_percent_guide_the_search(tmp_path: Path) -> None:
    write_tiny_benchmark(tmp_path, search=10, test=0)
    for path in tmp_path.glob("*/task.toml"):
        path.write_text('schema_version = "1.4"\n')
    tasks = load_folder(tmp_path, name="tiny").tasks
    assert sum(task.split is Split.SEARCH for task in tasks) == 6
    assert load_folder(tmp_path, name="tiny").tasks == tasks


def test_the_fingerprint_changes_with_anything_that_can_change_a_verdict(tmp_path: Path) -> None:
    folder = write_tiny_benchmark(tmp_path)
    before = load_folder(folder, name="tiny").fingerprint
    assert load_folder(folder, name="tiny").fingerprint == before
    for path in ("instruction.md", "tests/test.sh", "environment/app/level.txt", "task.toml"):
        file = folder / "level-00" / path
        old = file.read_bytes()
        file.write_bytes(
            old + b"\n# changed\n" if path != "task.toml" else old + b"timeout_sec = 5\n"
        )
        if path == "task.toml":
            file.write_bytes(old.replace(b"timeout_sec = 20", b"timeout_sec = 21", 1))
        assert load_folder(folder, name="tiny").fingerprint != before, path
        file.write_bytes(old)


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        ("task.toml", b"[agent\n", "not valid TOML"),
        ("task.toml", b"[agent]\ntimeout_sec = -1\n", "agent.timeout_sec"),
        ("task.toml", b'[metadata]\nsplit = "training"\n', "metadata.split"),
        ("instruction.md", b"\xff", "UTF-8"),
        ("environment/Dockerfile", b"\xff", "UTF-8"),
        ("environment/Dockerfile", b"FROM python\nWORKDIR /app\nCOPY none/ /app/\n", "none"),
    ],
)
def test_a_task_that_cannot_be_used_is_named_in_one_sentence(
    tmp_path: Path, path: str, content: bytes, says: str
) -> None:
    folder = write_tiny_benchmark(tmp_path)
    (folder / "level-01" / path).write_bytes(content)
    with pytest.raises(InvalidBenchmark, match=says) as caught:
        load_folder(folder, name="tiny")
    assert "level-01" in str(caught.value)


def test_missing_tests_and_links_are_refused(tmp_path: Path) -> None:
    folder = write_tiny_benchmark(tmp_path)
    (folder / "level-01/environment/app/link").symlink_to("/etc/passwd")
    with pytest.raises(InvalidBenchmark, match="is a link"):
        load_folder(folder, name="tiny")
    (folder / "level-01/environment/app/link").unlink()
    (folder / "level-00/tests/test.sh").unlink()
    (folder / "level-00/tests/other").touch()
    with pytest.raises(InvalidBenchmark, match=r"test\.sh is missing"):
        load_folder(folder, name="tiny")


def test_an_unknown_benchmark_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(InvalidBenchmark, match="bugs"):
        load_benchmark(str(tmp_path / "nowhere"))
    with pytest.raises(InvalidBenchmark, match=r"holds no \*/task.toml"):
        load_benchmark(str(write_files(tmp_path / "empty", {"x": b""})))


def test_a_patch_holds_what_changed_and_shows_it_as_a_diff() -> None:
    before = {
        "same.py": File(b"x\n"),
        "edited.py": File(b"a\nb\n"),
        "gone.py": File(b"old\n"),
        "run": File(b"#!/bin/sh\n"),
        "data.bin": File(b"\xff\x00"),
    }
    after = {
        "same.py": File(b"x\n"),
        "edited.py": File(b"a\nc"),
        "new/file.py": File(b"n\n"),
        "run": File(b"#!/bin/sh\n", executable=True),
        "data.bin": File(b"\xff\x01"),
    }
    patch = compare(before, after)
    assert patch.after.keys() == {"edited.py", "gone.py", "new/file.py", "run", "data.bin"}
    assert patch.after["gone.py"] is None
    assert "-b\n+c\n\\ No newline at end of file\n" in patch.text
    assert "new file mode 100644\nindex 0000" in patch.text
    assert "--- /dev/null\n+++ b/new/file.py" in patch.text
    assert "old mode 100644\nnew mode 100755\n" in patch.text
    assert "deleted file mode 100644\nindex " in patch.text
    assert "--- a/gone.py\n+++ /dev/null" in patch.text
    assert "GIT binary patch\nliteral 2\n" in patch.text
    assert compare(before, before).is_empty


# Whatever a file may be called or hold.
NAMES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="/\\"), min_size=1, max_size=8
).filter(lambda name: name not in (".", "..") and name.lower() != ".git" and name.isprintable())
FILES = st.builds(File, st.binary(max_size=40) | st.just(b"a\nb\n"), st.booleans())
LINKS = st.builds(File, st.sampled_from([b"there", b"/etc/passwd"]), link=st.just(True))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(NAMES, FILES | LINKS), st.dictionaries(NAMES, FILES | LINKS))
def test_git_makes_of_the_one_state_what_the_other_is(
    before: dict[str, File], after: dict[str, File]
) -> None:
    patch = compare(before, after)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tree(folder, before)
        words = ["git", "apply", "--allow-empty", "-"]
        subprocess.run(words, cwd=folder, input=patch.text.encode(), check=True)
        assert read_tree(folder) == after


def write_tree(folder: Path, files: dict[str, File]) -> None:
    for path, file in files.items():
        if file.link:
            (folder / path).symlink_to(file.content.decode())
        else:
            (folder / path).write_bytes(file.content)
            (folder / path).chmod(0o755 if file.executable else 0o644)


def read_tree(folder: Path) -> dict[str, File]:
    return {
        path.name: File(str(path.readlink()).encode(), link=True)
        if path.is_symlink()
        else File(path.read_bytes(), executable=bool(path.stat().st_mode & 0o100))
        for path in folder.iterdir()
    }
