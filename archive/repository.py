"""Agents' sources in a bare git repository: plumbing with fixed arguments and object ids only."""

import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.source import check_source
from archive.values import ArchiveUnusable, Source

if TYPE_CHECKING:
    from git.cmd import Git

_REF = "refs/heads/agent-"
_TIMEOUT_SECONDS = 600
_OBJECT_ID = re.compile(r"[0-9a-f]{40}")
_PLAIN_MODES = ("100644", "100755")
_LISTED_BYTES = 1024
"""A file's line in a listing, at most on average."""
_IDENTITY = "hgm-engine <agents@hgm-engine.invalid>"

# Neither the machine's nor the user's configuration, nor a hook, may change what git does here.
ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "LC_ALL": "C",
}
_OPTIONS = ("core.hooksPath=/dev/null", "gc.auto=0", "core.fsmonitor=false", "safe.directory=*")


class Repository:
    """One commit per agent, its parent the parent agent's commit; one branch `agent-N` each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _git(self) -> "Git":
        from git.cmd import Git

        git = Git(str(self._folder))
        git.update_environment(**ENVIRONMENT)
        git.set_persistent_git_options(c=list(_OPTIONS))
        return git

    @classmethod
    def create(cls, folder: Path, *, branch: str = "agent-0") -> "Repository":
        """An empty bare repository whose HEAD is a branch."""
        folder.mkdir(parents=True)
        repository = cls(folder)
        repository._run("init", "--bare", "--quiet", "--template=", f"--initial-branch={branch}")
        return repository

    def commit(
        self, agent: int, source: Source, *, parent: str | None, message: str, at: datetime
    ) -> tuple[str, str]:
        """Keep a source as the agent's commit and branch; (commit id, tree id).

        The same arguments give the same ids, so that a commit repeated after a crash is the same.
        Raises InvalidSource.
        """
        check_source(source)
        ref = f"{_REF}{agent}"
        return self.commit_to(ref, source, parent=parent, message=message, at=at)

    def commit_to(
        self, ref: str, source: Source, *, parent: str | None, message: str, at: datetime
    ) -> tuple[str, str]:
        """The same for any reference, and for files that the caller knows to be harmless."""
        stream = _fast_import_stream(ref, source, parent=parent, message=message, at=at)
        self._run("fast-import", "--quiet", "--force", "--done", input=stream)
        lines = self._run("rev-parse", f"{ref}^{{commit}}", f"{ref}^{{tree}}").split()
        return lines[0], lines[1]

    def source(self, tree: str) -> Source:
        """The files of a tree."""
        listing = self._run("ls-tree", "-r", "-z", "--full-tree", _checked(tree))
        ids = {}
        for entry in listing.split("\0"):
            if entry:
                description, _, path = entry.partition("\t")
                ids[path] = description.split()[2]
        contents = self.contents(ids.values())
        return {path: contents[id] for path, id in ids.items()}

    def listings(self, trees: Iterable[str]) -> dict[str, Mapping[str, str]]:
        """Path -> blob id, for each of many trees, at a process for each level of folders."""
        wanted, trees = set(trees), list(trees)
        entries: dict[str, list[_Entry]] = {}
        while wanted := wanted - entries.keys():
            found = self._objects(wanted, "tree")
            entries |= {id: list(_entries(content)) for id, content in found.items()}
            wanted = {each.id for id in found for each in entries[id] if each.is_tree}
        return {tree: dict(_files(entries, tree, "")) for tree in trees}

    def contents(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Blob id -> content."""
        return self._objects(ids, "blob")

    def plain_source(self, commit: str, *, max_bytes: int, max_files: int) -> Source:
        """The files of a commit that somebody else made, whose sizes are looked at first.

        Raises ValueError for links, submodules and what is beyond the bounds.
        """
        listing = self._run_bounded(
            "ls-tree", "-r", "-l", "-z", "--full-tree", f"{commit}^{{tree}}",
            most=max_files * _LISTED_BYTES,
        )  # fmt: skip
        entries = [entry.partition("\t") for entry in (listing or "").split("\0") if entry]
        if listing is None or len(entries) > max_files:
            raise ValueError(f"it has more than {max_files} files")
        ids, left = {}, max_bytes
        for description, _, path in entries:
            mode, _, id, size = description.split()
            if mode not in _PLAIN_MODES:
                raise ValueError(f"{path[:80]!a} is a link or a submodule")
            ids[path], left = id, left - int(size)
            if left < 0:
                raise ValueError(f"it holds more than {max_bytes} bytes")
        contents = self.contents(ids.values())
        return {path: contents[id] for path, id in ids.items()}

    def refs(self) -> dict[int, str]:
        """Agent -> commit id, for every branch."""
        lines = self._run("for-each-ref", "--format=%(refname) %(objectname)", _REF[:-6]).split(
            "\n"
        )
        pairs = (line.split() for line in lines if line)
        return {
            int(name.removeprefix(_REF)): id
            for name, id in pairs
            if name.removeprefix(_REF).isdecimal()
        }

    def commits(self, ids: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
        """Commit id -> (tree id, parent ids), for those of the given commits that exist."""
        found = {}
        for id, content in self._objects(ids, "commit").items():
            header = content.decode(errors="replace").split("\n\n", 1)[0].split("\n")
            words = [line.split(" ", 1) for line in header]
            tree = next(value for key, value in words if key == "tree")
            found[id] = tree, tuple(value for key, value in words if key == "parent")
        return found

    def diff(self, older: str, newer: str) -> str:
        """Unified diff between two trees or commits."""
        options = ("--no-ext-diff", "--no-textconv", "--no-color", "-M", "-p", "--full-index")
        return self._run("diff-tree", "-r", *options, _checked(older), _checked(newer))

    def commits_changing(self, text: str) -> list[str]:
        """Commits that add or remove a line with the text, in upper or lower case."""
        # A pattern in which every letter stands for itself.
        pattern = re.sub(r"[][.{}()*+?^$|\\]", r"\\\g<0>", text)
        options = ("--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-renames")
        wanted = ("--branches", "--format=%H", "--regexp-ignore-case", f"-G{pattern}")
        return self._run("log", *options, *wanted).split()

    def remove_ref(self, agent: int) -> None:
        """Delete a branch; its commit stays until `repack`."""
        self._run("update-ref", "-d", f"{_REF}{agent}")

    def set_ref(self, agent: int, commit: str) -> None:
        """Point the agent's branch at a commit that exists."""
        self._run("update-ref", f"{_REF}{agent}", _checked(commit))

    def check(self) -> list[str]:
        """What git's own fsck complains of; dangling objects are no complaint."""
        from git.exc import GitCommandError

        try:
            self._git.execute(self._command("fsck", "--no-dangling", "--no-progress"))
        except GitCommandError as error:
            return [line for line in str(error.stderr).splitlines() if line.strip()] or [str(error)]
        return []

    def repack(self) -> None:
        """Pack everything and drop what no branch reaches."""
        self._run("repack", "-a", "-d", "-q")
        self._run("prune", "--expire=now")

    # -- plumbing

    def _command(self, *words: str) -> list[str]:
        options = [word for option in _OPTIONS for word in ("-c", option)]
        return ["git", f"--git-dir={self._folder}", *options, *words]

    def _run(self, *words: str, input: bytes = b"") -> str:
        return self._run_bytes(*words, input=input).decode("utf-8", "surrogateescape")

    def _run_bytes(self, *words: str, input: bytes = b"") -> bytes:
        from git.exc import GitCommandError

        try:
            # A file, not a pipe: git may answer before it has read all.
            with tempfile.TemporaryFile() as stream:
                stream.write(input)
                stream.seek(0)
                output = self._git.execute(
                    self._command(*words),
                    istream=stream,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                    kill_after_timeout=_TIMEOUT_SECONDS,
                )
        except GitCommandError as error:
            raise ArchiveUnusable(
                f"git {words[0]} failed in {self._folder}: {error.stderr}"
            ) from error
        if not isinstance(output, bytes):
            raise TypeError("git gave text where bytes were asked for")
        return output

    def _run_bounded(self, *words: str, most: int) -> str | None:
        """None where git says more than so many bytes: a few trees can list files without end."""
        from git.exc import GitCommandError

        process: Any = self._git.execute(self._command(*words), as_process=True)
        output: bytes = process.stdout.read(most + 1)
        if len(output) > most:
            process.proc.kill()
            return None
        try:
            process.wait()
        except GitCommandError as error:
            raise ArchiveUnusable(f"git {words[0]} failed in {self._folder}: {error}") from error
        return output.decode("utf-8", "surrogateescape")

    def _objects(self, ids: Iterable[str], kind: str) -> dict[str, bytes]:
        """Object id -> content, for those that exist and are of the kind."""
        wanted = sorted(set(ids))
        output = io.BytesIO(
            self._run_bytes(
                "cat-file", "--batch", "--buffer", input="\n".join(wanted).encode() + b"\n"
            )
        )
        found = {}
        for id in wanted:
            header = output.readline().decode().split()
            if len(header) == 3:
                content = output.read(int(header[2]))
                output.read(1)
                if header[1] == kind:
                    found[id] = content
        return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a tree object."""

    name: str
    id: str
    is_tree: bool


def _entries(tree: bytes) -> Iterator[_Entry]:
    """Of a tree object as git keeps it: mode, name, NUL and the 20 bytes of an id, repeatedly."""
    start = 0
    while start < len(tree):
        end = tree.index(b"\0", start)
        mode, _, name = tree[start:end].partition(b" ")
        start = end + 21
        yield _Entry(
            name.decode("utf-8", "surrogateescape"), tree[end + 1 : start].hex(), mode == b"40000"
        )


def _files(
    entries: Mapping[str, list[_Entry]], tree: str, folder: str
) -> Iterator[tuple[str, str]]:
    for entry in entries[tree]:
        if entry.is_tree:
            yield from _files(entries, entry.id, f"{folder}{entry.name}/")
        else:
            yield folder + entry.name, entry.id


def _checked(id: str) -> str:
    if not _OBJECT_ID.fullmatch(id):
        raise ValueError(f"{id!r} is no git object id")
    return id


def _fast_import_stream(
    ref: str, source: Source, *, parent: str | None, message: str, at: datetime
) -> bytes:
    text = message.encode()
    seconds = int(at.timestamp())
    lines = [
        f"reset {ref}\n".encode(),
        f"commit {ref}\n".encode(),
        f"author {_IDENTITY} {seconds} +0000\ncommitter {_IDENTITY} {seconds} +0000\n".encode(),
        f"data {len(text)}\n".encode() + text + b"\n",
        f"from {_checked(parent)}\n".encode() if parent else b"",
        b"deleteall\n",
    ]
    for path, content in sorted(source.items()):
        lines.append(f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n")
    return b"".join(lines) + b"done\n"
