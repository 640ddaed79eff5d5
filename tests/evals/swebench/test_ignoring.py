"""What git would leave out of a patch, against git itself."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.swebench.ignoring import ignored, indexed
from sandbox.files import File

RULES = {
    ".gitignore": File(b"build/\n*.log\n!kept.log\n/top.txt\n"),
    "sub/.gitignore": File(b"*.tmp\n!../x.log\n"),
    "linked/.gitignore": File(b"../.gitignore", link=True),
}
PATHS = [
    "build/x/y.py",
    "sub/build/z",
    "a.log",
    "kept.log",
    "sub/kept.log",
    "top.txt",
    "sub/top.txt",
    "sub/a.tmp",
    "a.tmp",
    "builds/x",
    "linked/a b.log",
    "linked/ünï.log",
]


def test_the_rules_of_every_folder_hold() -> None:
    assert ignored(PATHS, RULES) == {
        "build/x/y.py",
        "sub/build/z",
        "a.log",
        "top.txt",
        "sub/a.tmp",
        "linked/a b.log",
        "linked/ünï.log",
    }
    assert ignored(PATHS, {}) == frozenset()
    assert ignored([], RULES) == frozenset()


@pytest.mark.parametrize("version", [2, 3])
def test_an_index_tells_what_is_tracked(tmp_path: Path, version: int) -> None:
    names = ["a", "bb.py", "sub/deep/c", "ü.txt", *("x" * length for length in range(1, 40))]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    (tmp_path / "bb.py").chmod(0o755)
    git("add", *names)
    (tmp_path / "later").touch()
    if version == 3:
        git("add", "--intent-to-add", "later")
        names.append("later")
    index = (tmp_path / ".git" / "index").read_bytes()
    assert index[7] == version
    assert indexed(index) == {name: name == "bb.py" for name in names}


@given(st.binary(max_size=300), st.integers(0, 2**32 - 1))
def test_no_index_is_too_strange(content: bytes, count: int) -> None:
    indexed(b"DIRC\0\0\0\2" + count.to_bytes(4, "big") + content)
    indexed(content)
