"""A git repository that somebody else made."""

import subprocess
from pathlib import Path

import pytest

from archive.repository import Repository


def git(folder: Path, *words: str, input: str = "") -> str:
    command = ["git", f"--git-dir={folder}", "-c", "user.name=x", "-c", "user.email=x@x", *words]
    return subprocess.run(
        command, input=input, capture_output=True, check=True, text=True
    ).stdout.strip()


def test_few_trees_that_list_files_without_end_are_refused(tmp_path: Path) -> None:
    """Ten names a level, all for one tree: ten million files in some kilobytes."""
    folder = tmp_path / "bomb"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    kind, mode, id = "blob", "100644", git(folder, "hash-object", "-w", "--stdin", input="x")
    for _ in range(7):
        lines = [f"{mode} {kind} {id}\t{number}{'x' * 200}" for number in range(10)]
        id = git(folder, "mktree", input="\n".join(lines) + "\n")
        kind, mode = "tree", "040000"
    git(folder, "update-ref", "HEAD", git(folder, "commit-tree", id, "-m", "bomb"))
    with pytest.raises(ValueError, match="more than 100 files"):
        Repository(folder).plain_source("HEAD", max_bytes=10**6, max_files=100)


def test_a_search_runs_nothing_that_a_repository_is_configured_for(tmp_path: Path) -> None:
    folder = tmp_path / "foreign"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    tree = git(folder, "mktree", input="")
    commit = git(folder, "commit-tree", tree, "-m", "first")
    text = git(folder, "cat-file", "commit", commit)
    head, _, message = text.partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----"
    signed = f"{head}\n{signature}\n\n{message}\n"
    id = git(folder, "hash-object", "-t", "commit", "-w", "--stdin", input=signed)
    git(folder, "update-ref", "refs/heads/agent-0", id)
    proof = tmp_path / "proof"
    (tmp_path / "gpg").write_text(f"#!/bin/sh\ntouch {proof}\n")
    (tmp_path / "gpg").chmod(0o755)
    git(folder, "config", "log.showSignature", "true")
    git(folder, "config", "gpg.program", str(tmp_path / "gpg"))
    git(folder, "log", "agent-0")
    assert proof.exists()
    proof.unlink()
    Repository(folder).commits_changing("x")
    assert not proof.exists()
