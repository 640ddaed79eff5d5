"""What the agent is given of a repository, what is taken of what it leaves, how that is made."""

import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from histories import Workbench
from hypothesis import given
from hypothesis import strategies as st
from worlds import write_files

from engine.export.launcher.applying import apply, as_diff
from engine.export.launcher.words import Trouble, plain
from engine.export.launcher.worktree import MAX_CHANGED_BYTES, Change, Outcome, Worktree

FILES = {"a.txt": b"one\ntwo\n", "src/b.py": b"x = 1\n", "run.sh": b"#!/bin/sh\n", "raw": b"\0\1"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository under git, with what is ignored, a link, and a file nobody added yet."""
    bench = Workbench(tmp_path / "user")
    folder = write_files(bench.folder, {**FILES, ".gitignore": b"*.log\n.env\n"})
    (folder / "run.sh").chmod(0o755)
    (folder / "link").symlink_to("a.txt")
    bench.commit("first", {})
    write_files(folder, {"new.txt": b"not added\n", ".env": b"KEY\n", "big.log": b"log\n"})
    return folder


def given_to_agent(folder: Path, target: Path) -> Worktree:
    worktree = Worktree(folder)
    target.mkdir()
    worktree.copy(target, target.parent / f"{target.name}-originals")
    return worktree


def names(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {path.relative_to(folder).as_posix() for path in found if ".git" not in path.parts}


def test_the_agent_gets_what_git_knows_or_would_add_and_no_history(
    folder: Path, tmp_path: Path
) -> None:
    given_to_agent(folder, tmp_path / "copy")
    assert names(tmp_path / "copy") == {*FILES, ".gitignore", "link", "new.txt"}
    assert not (tmp_path / "copy/.git").exists()
    assert os.access(tmp_path / "copy/run.sh", os.X_OK)


def test_nothing_done_is_no_change(folder: Path, tmp_path: Path) -> None:
    worktree = given_to_agent(folder, tmp_path / "copy")
    assert worktree.compare(tmp_path / "copy") == Outcome({}, {})


def test_changes_of_every_kind_are_found_and_made(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    worktree = given_to_agent(folder, copy)
    write_files(copy, {"a.txt": b"one\n2", "deep/er/c.py": b"new\n", "raw": b"\0\2"})
    (copy / "run.sh").chmod(0o644)
    (copy / "src/b.py").unlink()
    outcome = worktree.compare(copy)
    assert set(outcome.changes) == {"a.txt", "deep/er/c.py", "raw", "run.sh", "src/b.py"}
    apply(folder, outcome.changes)
    assert (folder / "a.txt").read_bytes() == b"one\n2"
    assert (folder / "deep/er/c.py").read_bytes() == b"new\n"
    assert not os.access(folder / "run.sh", os.X_OK) or os.getuid() == 0
    assert (folder / "run.sh").stat().st_mode & 0o111 == 0
    assert not (folder / "src/b.py").exists()
    assert given_to_agent(folder, tmp_path / "again").compare(copy).changes == {}


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda copy: (copy / "out").symlink_to("/etc/passwd"), "out"),
        (lambda copy: (copy / "src/deep").symlink_to("/etc"), "src/deep"),
        (
            lambda copy: ((copy / "a.txt").unlink(), (copy / "a.txt").symlink_to("/etc/passwd")),
            "a.txt",
        ),
        (lambda copy: (copy / "link").unlink(), "link"),
        (lambda copy: os.mkfifo(copy / "pipe"), "pipe"),
        (lambda copy: write_files(copy, {"x\x1b[2Jy": b"z"}), "x\x1b[2Jy"),
        (lambda copy: write_files(copy, {"a\nb": b"z"}), "a\nb"),
        (lambda copy: write_files(copy, {"sub/.git/config": b"[core]"}), "sub/.git/config"),
        (lambda copy: write_files(copy, {".GIT/hooks/pre-commit": b"x"}), ".GIT/hooks/pre-commit"),
        (lambda copy: write_files(copy, {".git./config": b"x"}), ".git./config"),
        (lambda copy: write_files(copy, {"GIT~1/config": b"x"}), "GIT~1/config"),
    ],
)
def test_links_devices_and_what_git_would_obey_are_left_out(
    folder: Path, tmp_path: Path, spoil, name: str
) -> None:
    copy = tmp_path / "copy"
    worktree = given_to_agent(folder, copy)
    spoil(copy)
    outcome = worktree.compare(copy)
    assert set(outcome.left_out) == {name}
    assert set(outcome.changes) <= {"a.txt"}
    assert b"root:" not in as_diff(outcome.changes)
    assert plain(name).isprintable() or "\n" in name


CONFIG = (
    b"[core]\n\trepositoryformatversion = 0\n\tworktree = .\n\tfsmonitor = touch owned; false\n"
)
HEAD = b"ref: refs/heads/main\n"


@pytest.mark.parametrize(
    ("there", "planted"),
    [
        ({}, {"docs/HEAD": HEAD, "docs/objects/k": b"", "docs/refs/k": b""}),
        ({}, {"docs/head": HEAD, "docs/Objects/k": b"", "docs/refs./k": b""}),
        ({}, {"a/b/HEAD": HEAD, "a/b/objects/k/l": b"", "a/b/refs/k": b""}),
        ({"docs/objects/k": b"x", "docs/refs/k": b"x"}, {"docs/HEAD": HEAD}),
        ({"docs/HEAD": HEAD, "docs/refs/k.log": b"x"}, {"docs/objects/k": b""}),
        ({}, {"docs/HEAD": HEAD, "docs/commondir": b"../elsewhere\n"}),
    ],
)
def test_a_repository_in_disguise_is_left_out(
    folder: Path, tmp_path: Path, there: dict[str, bytes], planted: dict[str, bytes]
) -> None:
    write_files(folder, there)
    copy = tmp_path / "copy"
    worktree = given_to_agent(folder, copy)
    top = next(iter(planted)).rpartition("/")[0]
    write_files(copy, {**planted, f"{top}/config": CONFIG, "good.py": b"x"})
    outcome = worktree.compare(copy)
    assert set(outcome.left_out) == {*planted, f"{top}/config"}
    assert set(outcome.changes) == {"good.py"}


def test_names_that_make_no_repository_are_taken(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    worktree = given_to_agent(folder, copy)
    write_files(copy, {"docs/HEAD": b"x", "docs/objects/k": b"x", "refs/k": b"x", "objects": b"x"})
    assert len(worktree.compare(copy).changes) == 4
    # At the top, git reads `.git` before anything else.
    write_files(copy, {"HEAD": b"x"})
    assert len(worktree.compare(copy).changes) == 5


def test_a_folder_that_git_would_take_for_a_repository_is_refused_before_git_reads_it(
    folder: Path, tmp_path: Path
) -> None:
    planted = {"HEAD": HEAD, "config": CONFIG, "objects/k": b"", "refs/k": b"", "in/x": b""}
    write_files(folder / "docs", planted)
    for place in (folder / "docs", folder / "docs/in"):
        with pytest.raises(Trouble, match="looks like a bare git repository"):
            Worktree(place)
    assert not list(folder.rglob("owned"))
    assert Worktree(folder).uncommitted() == 0


def test_what_git_ignores_does_not_come_back(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    worktree = given_to_agent(folder, copy)
    write_files(copy, {".env": b"EVIL\n", "other.log": b"x", "__pycache__/a.pyc": b"x"})
    write_files(copy, {".gitignore": b""})
    assert set(worktree.compare(copy).changes) == {".gitignore"}
    assert (folder / ".env").read_bytes() == b"KEY\n"


def test_a_file_that_changed_meanwhile_stops_everything(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    worktree = given_to_agent(folder, copy)
    write_files(copy, {"a.txt": b"theirs\n"})
    write_files(folder, {"a.txt": b"mine\n"})
    changes = worktree.compare(copy).changes
    assert b"-one\n-two\n+theirs\n" in as_diff(changes)
    with pytest.raises(Trouble, match="changed by somebody else"):
        apply(folder, changes)
    assert (folder / "a.txt").read_bytes() == b"mine\n"


def test_a_large_file_of_the_users_is_no_change_and_one_of_the_agents_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    with (folder / "large.bin").open("wb") as file:
        file.truncate(MAX_CHANGED_BYTES + 1)
    worktree = given_to_agent(folder, tmp_path / "copy")
    assert worktree.compare(tmp_path / "copy") == Outcome({}, {})
    with (tmp_path / "copy" / "large.bin").open("ab") as file:
        file.write(b"x")
    with pytest.raises(Trouble, match="more than can be taken"):
        worktree.compare(tmp_path / "copy")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (".env", Change(None, b"x")),
        ("link/x", Change(None, b"x")),
        ("outside/x", Change(None, b"x")),
        ("gone.txt", Change(b"x", b"y")),
        ("link", Change(b"one\ntwo\n", b"x")),
        ("src/b.py", Change(b"x = 0\n", b"x")),
        ("src/b.py", Change(b"x = 0\n", None)),
        ("src", Change(None, b"x")),
    ],
)
def test_all_changes_are_made_or_none(
    folder: Path, tmp_path: Path, name: str, change: Change
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "outside").symlink_to(tmp_path / "elsewhere")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(Trouble, match="Nothing was changed"):
        apply(folder, {"a.txt": Change(b"one\ntwo\n", b"2\n"), name: change})
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused_before_any_work() -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o555)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                if os.getuid() == 0:
                    os.setuid(65534)
                Worktree(Path(place))
            except Trouble as error:
                status = 0 if "cannot be written" in str(error) else 2
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


texts = st.none() | st.text("ab\n\r\f \x85é\t", max_size=12).map(str.encode)


@given(
    before=st.dictionaries(st.sampled_from(["a", "b", "d/c"]), st.tuples(texts, st.booleans())),
    after=st.dictionaries(st.sampled_from(["a", "b", "d/c"]), st.tuples(texts, st.booleans())),
)
def test_git_makes_of_the_diff_what_is_made_of_the_changes(before, after) -> None:
    changes = {}
    for name in ("a", "b", "d/c"):
        (old, was), (new, now) = before.get(name, (None, False)), after.get(name, (None, False))
        if (old, was) != (new, now) and (old is not None or new is not None):
            changes[name] = Change(old, new, was and old is not None, now and new is not None)
    with tempfile.TemporaryDirectory() as place:
        ours, gits = Path(place, "ours"), Path(place, "git")
        for folder in (ours, gits):
            folder.mkdir()
            for name, change in changes.items():
                if change.before is not None:
                    write_files(folder, {name: change.before})
                    (folder / name).chmod(0o755 if change.was_executable else 0o644)
        apply(ours, changes)
        if diff := as_diff(changes):
            command = ["git", "apply", "--whitespace=nowarn", "-"]
            env = {**os.environ, "GIT_CEILING_DIRECTORIES": place}
            subprocess.run(command, cwd=gits, input=diff, check=True, env=env)
        assert tree(ours) == tree(gits)


def tree(folder: Path) -> dict[str, tuple[bytes, bool]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), bool(path.stat().st_mode & 0o100))
        for path in found
    }
