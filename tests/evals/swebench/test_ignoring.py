"""What git would leave out of a patch, against git itself."""

import json
import subprocess
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from swebench_world import count_row

from evals.patches import _ENVIRONMENT
from evals.swebench.benchmark import load_swebench
from evals.swebench.ignoring import ignored, indexed
from sandbox.files import File, Files
from sandbox.interface import Sandbox, UnsafeContent

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


def test_names_that_look_like_patterns_are_names() -> None:
    names = [":(bad)x", ":!x", ":/", ":", "*", "-x", ":(x)/a.log"]
    assert ignored(names, RULES) == {":(x)/a.log"}


class Left:
    """What an agent leaves in the place of a sandbox that only is looked at."""

    def original(self, folder: str) -> Files:
        return RULES

    def copy_out(self, folder: str, **bounds: object) -> Files:
        return {**RULES, "name": File(b"")}

    def read_file(self, path: str, *, max_bytes: int) -> bytes:
        return b""


def test_names_on_which_git_fails_are_the_agents_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\n[ $1 = init ] || { echo 'fatal: odd' >&2; exit 128; }\n")
    git.chmod(0o755)
    monkeypatch.setitem(_ENVIRONMENT, "PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    (tmp_path / "rows.json").write_text(json.dumps([count_row("img")]))
    benchmark = load_swebench(str(tmp_path / "rows.json"), cache=tmp_path)
    with pytest.raises(UnsafeContent, match="git check-ignore failed: fatal: odd"):
        benchmark.collect(benchmark.tasks[0], cast("Sandbox", Left()))


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
