"""The history of a user's repository, read and never touched."""

import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from evals.benchmark import InvalidBenchmark
from sandbox.files import File, Files

_TIMEOUT_SECONDS = 600
# Neither a configuration of the machine's or of the user's, nor a hook, nor a server has a say.
_ENVIRONMENT = {
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
_LINK, _EXECUTABLE, _SUBMODULE = "120000", "100755", "160000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit as far as its header tells."""

    id: str
    parents: tuple[str, ...]
    time: int
    """When it was committed, in seconds since 1970."""
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return next(iter(self.message.strip().splitlines()), "")

    @property
    def day(self) -> str:
        """The date of `time`, in UTC."""
        return datetime.fromtimestamp(self.time, UTC).date().isoformat()


@dataclass(frozen=True, slots=True)
class FileChange:
    """What a commit did to one file; a renamed file is one that went and one that came."""

    path: str
    added: int
    """Lines; 0 in a binary file."""
    removed: int
    is_gone: bool


class History:
    """A repository behind git's plumbing: object ids in, values out."""

    def __init__(self, folder: Path) -> None:
        from git.cmd import Git

        self.folder = folder
        self._git = Git(str(folder))
        self._git.update_environment(**_ENVIRONMENT)

    @classmethod
    def open(cls, folder: Path) -> "History":
        """The repository that holds `folder`. Raises InvalidBenchmark where none does."""
        if not folder.is_dir():
            raise InvalidBenchmark(f"{folder} is not a folder: give a git repository.")
        history = cls(folder)
        history._run("rev-parse", "--git-dir", trouble=f"{folder} is not a git repository.")
        trouble = f"{folder} has no commit yet, so there is nothing to mine."
        history._run("rev-parse", "--verify", "--quiet", "HEAD^{commit}", trouble=trouble)
        return history

    @property
    def newest(self) -> str:
        """The id of the commit at HEAD."""
        return self._run("rev-parse", "--verify", "HEAD^{commit}").strip()

    def commits(self, *, since: str | None, paths: Sequence[str]) -> tuple[Commit, ...]:
        """What HEAD consists of, newest first; `since` as git reads dates."""
        words = [f"--since={since}"] if since else []
        listed = self._run("rev-list", *words, "HEAD", "--", *paths).split()
        contents = self._objects(listed)
        return tuple(_parse_commit(id, contents[id]) for id in listed)

    def changes(self, commit: Commit) -> tuple[FileChange, ...]:
        """What a commit with one parent did."""
        options = ("-r", "-z", "--raw", "--numstat", "--no-renames", "--no-ext-diff")
        output = self._run("diff-tree", *options, "--no-textconv", commit.parents[0], commit.id)
        return _parse_changes(output.split("\0"))

    def diff(self, commit: Commit, paths: Iterable[str]) -> str:
        """The changed lines of some files, without any around them."""
        options = ("-r", "-p", "-U0", "--no-renames", "--no-ext-diff", "--no-textconv")
        literal = [f":(top,literal){path}" for path in paths]
        return self._run("diff-tree", *options, commit.parents[0], commit.id, "--", *literal)

    def files(self, commit: str) -> Files:
        """Every file and link of a commit; a submodule is none."""
        listing = self._run("ls-tree", "-r", "-z", "--full-tree", commit)
        entries: dict[str, tuple[str, str]] = {}
        for entry in listing.split("\0"):
            description, _, path = entry.partition("\t")
            if path and not description.startswith(_SUBMODULE):
                mode, _, id = description.split()
                entries[path] = mode, id
        contents = self._objects(id for _, id in entries.values())
        return {
            path: File(contents[id], executable=mode == _EXECUTABLE, link=mode == _LINK)
            for path, (mode, id) in entries.items()
        }

    def _run(self, *words: str, input: bytes = b"", trouble: str | None = None) -> str:
        return self._run_bytes(*words, input=input, trouble=trouble).decode(
            "utf-8", "surrogateescape"
        )

    def _run_bytes(self, *words: str, input: bytes = b"", trouble: str | None = None) -> bytes:
        from git.exc import GitCommandError

        options = [word for option in _OPTIONS for word in ("-c", option)]
        try:
            # A file, not a pipe: git may answer before it has read all.
            with tempfile.TemporaryFile() as stream:
                stream.write(input)
                stream.seek(0)
                output = self._git.execute(
                    ["git", "--no-pager", *options, *words],
                    istream=stream,
                    stdout_as_string=False,
                    strip_newline_in_stdout=False,
                    kill_after_timeout=_TIMEOUT_SECONDS,
                )
        except GitCommandError as error:
            said = str(error.stderr).strip()
            raise InvalidBenchmark(
                trouble or f"git {words[0]} failed in {self.folder}: {said}"
            ) from error
        if not isinstance(output, bytes):
            raise TypeError("git gave text where bytes were asked for")
        return output

    def _objects(self, ids: Iterable[str]) -> Mapping[str, bytes]:
        """Object id -> content. Raises InvalidBenchmark where one is missing."""
        wanted = sorted(set(ids))
        lines = "".join(f"{id}\n" for id in wanted).encode()
        output = io.BytesIO(self._run_bytes("cat-file", "--batch", "--buffer", input=lines))
        found = {}
        for id in wanted:
            header = output.readline().decode().split()
            if len(header) != 3:
                raise InvalidBenchmark(
                    f"{self.folder} lacks the object {id}: fetch the whole history first "
                    "(git fetch --unshallow, or --refetch for a partial clone)."
                )
            found[id] = output.read(int(header[2]))
            output.read(1)
        return found


def _parse_commit(id: str, content: bytes) -> Commit:
    header, _, message = content.decode(errors="replace").partition("\n\n")
    fields = [line.split(" ", 1) for line in header.split("\n") if not line.startswith(" ")]
    committer = next(value for name, value in fields if name == "committer")
    return Commit(
        id=id,
        parents=tuple(value for name, value in fields if name == "parent"),
        time=int(committer.rsplit(" ", 2)[1]),
        message=message,
    )


def _parse_changes(words: Sequence[str]) -> tuple[FileChange, ...]:
    """Raw entries (a description, a path) and then counts with their paths."""
    gone = set()
    changes = []
    rest = iter(words)
    for word in rest:
        if word.startswith(":"):
            path = next(rest)
            if word.endswith(" D"):
                gone.add(path)
        elif word:
            added, removed, path = word.split("\t", 2)
            counts = [int(each) if each.isdecimal() else 0 for each in (added, removed)]
            changes.append(FileChange(path, counts[0], counts[1], path in gone))
    return tuple(changes)
