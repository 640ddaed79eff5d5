import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import folder
from sandbox.files import File
from sandbox.interface import UnsafeContent


@pytest.mark.parametrize("path", ["", "/a", "a//b", "a/", ".", "a/./b", "..", "a/../b", "a\0b"])
def test_a_path_that_is_not_plain_is_our_mistake(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="plain relative path"):
        folder.write_file(tmp_path, path, b"", executable=False, owner=-1)
    with pytest.raises(ValueError, match="plain relative path"):
        folder.read_file(tmp_path, path, max_bytes=1)


def test_a_written_file_has_the_stated_mode_whatever_was_there(tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(b"old")
    (tmp_path / "run").chmod(0o4777)
    folder.write_file(tmp_path, "run", b"new", executable=False, owner=-1)
    assert (tmp_path / "run").stat().st_mode & 0o7777 == 0o644
    assert folder.read_file(tmp_path, "run", max_bytes=3) == File(b"new")


def test_writing_replaces_one_name_of_a_file_and_not_its_other_names(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"old")
    os.link(tmp_path / "other", tmp_path / "name")
    folder.write_file(tmp_path, "name", b"new", executable=False, owner=-1)
    assert (tmp_path / "other").read_bytes() == b"old"


def test_a_folder_in_the_place_of_a_file_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(UnsafeContent):
        folder.write_file(tmp_path, "a", b"", executable=False, owner=-1)


def test_a_file_in_the_place_of_a_folder_is_not_entered(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(UnsafeContent):
        folder.write_file(tmp_path, "a/b", b"", executable=False, owner=-1)
    with pytest.raises(UnsafeContent):
        folder.read_file(tmp_path, "a/b", max_bytes=1)
    with pytest.raises(UnsafeContent):
        folder.copy_out(tmp_path, "a", max_bytes=1, max_files=1)


def test_what_a_folder_holds_is_measured_by_what_it_takes(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "file").write_bytes(bytes(100_000))
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1 << 30)
    (tmp_path / "up").symlink_to("/usr")
    assert not folder.outgrows([tmp_path], max_bytes=150_000, max_files=4)
    assert folder.outgrows([tmp_path], max_bytes=90_000, max_files=4)
    assert folder.outgrows([tmp_path], max_bytes=150_000, max_files=3)


def test_measuring_a_deep_folder_leaves_no_descriptor_open(tmp_path: Path) -> None:
    (tmp_path / "/".join(["d"] * 300)).mkdir(parents=True)
    before = list(Path("/proc/self/fd").iterdir())
    assert folder.outgrows([tmp_path], max_bytes=10**9, max_files=10**9)
    assert list(Path("/proc/self/fd").iterdir()) == before


def test_a_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert not folder.outgrows([tmp_path / "gone"], max_bytes=0, max_files=0)


def test_a_folder_of_ours_is_open_to_others_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        folder.make(tmp_path, "a/b")
    finally:
        os.umask(before)
    assert [(tmp_path / each).stat().st_mode & 0o777 for each in ("a", "a/b")] == [0o755, 0o755]


def test_removing_stops_at_no_permission(tmp_path: Path) -> None:
    place = tmp_path / "place"
    (place / "d" / "e").mkdir(parents=True)
    (place / "d" / "e").chmod(0)
    (place / "d").chmod(0)
    folder.remove(place)
    assert not place.exists()


NAMES = st.text(
    st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="/\\"), min_size=1, max_size=9
).filter(lambda name: name not in {".", "..", ".git", "__pycache__"})


@given(
    files=st.dictionaries(
        st.tuples(NAMES).map("/".join) | st.tuples(NAMES, NAMES).map(lambda two: f"d {two[0]}/x"),
        st.builds(File, st.binary(max_size=50), st.booleans()),
        max_size=8,
    )
)
def test_every_plain_tree_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, File]
) -> None:
    root = tmp_path_factory.mktemp("root")
    (root / "top").mkdir()
    clash = {path for path in files if any(each.startswith(f"{path}/") for each in files)}
    plain = {path: file for path, file in files.items() if path not in clash}
    for path, file in plain.items():
        folder.write_file(root, f"top/{path}", file.content, executable=file.executable, owner=-1)
    assert folder.copy_out(root, "top", max_bytes=10_000, max_files=10) == plain
