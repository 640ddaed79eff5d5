"""SWE-bench and its family as a benchmark."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from evals.benchmark import Change, Grade, GradingFailed, InvalidBenchmark, Patch, Split, Task
from evals.patches import GitFailed, compare
from evals.splits import split_by_hash
from evals.swebench import grading
from evals.swebench.assets import read_asset
from evals.swebench.grading import WORKDIR
from evals.swebench.ignoring import ignored, indexed
from evals.swebench.parsers import Official, load_official
from evals.swebench.rows import Row
from evals.swebench.sources import read_rows
from sandbox.files import Files
from sandbox.folder import size_of
from sandbox.interface import Limits, Sandbox, SandboxSpec, UnsafeContent

_MIB = 1024**2
_LIMITS = Limits(
    memory_bytes=4096 * _MIB,
    processes=512,
    disk_bytes=4096 * _MIB,
    disk_files=1_000_000,
    open_files=16384,
)
# A second copy of the repository must find room where a patch does not apply at once.
_GRADING_LIMITS = replace(_LIMITS, disk_bytes=8192 * _MIB, output_bytes=64 * _MIB)
_SOLVE_SECONDS, _GRADE_SECONDS = 3600.0, 1800.0
_MAX_FILES = 500_000
_MAX_ADDED_BYTES = 1024 * _MIB
_MAX_PATCH_BYTES = 32 * _MIB
_MAX_INDEX_BYTES = 64 * _MIB
# Their tests ask servers, or their eval scripts have pip fetch what compiles them.
_NETWORK = ("psf/requests", "astropy/astropy", "matplotlib/matplotlib")
# Without a network pip fails in the end; it need not try for half a minute.
_OFFLINE = {"PIP_RETRIES": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


class SweBench:
    """Instances of SWE-bench: an agent works at /testbed in the instance's image; its patch is
    applied and tested in a fresh container of that image by the instance's own eval script, whose
    log swebench's own parsers and rules judge.

    Which tasks guide the search is decided by a hash of their ids.
    """

    def __init__(self, name: str, rows: Sequence[Row], official: Official, cache: Path) -> None:
        self.name = name
        self.left_out: Mapping[str, str] = {}
        self.rows = {row.id: row for row in rows}
        splits = split_by_hash(self.rows)
        self.tasks = tuple(_task(row, splits[row.id]) for row in self.rows.values())
        self.fingerprint = _fingerprint(rows, official)
        self._cache = cache

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """Nothing: the starting state is the image's."""

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """Compare the working tree with the image's; what git would leave out is left out."""
        try:
            before = sandbox.original(task.workdir)
        except UnsafeContent as error:
            raise GradingFailed(f"the image of {task.id} cannot be compared: {error}") from error
        room = sum(size_of(before, path) for path in before) + _MAX_ADDED_BYTES
        after = sandbox.copy_out(task.workdir, max_bytes=room, max_files=_MAX_FILES, links=True)
        try:
            return _compared(before, after, indexed(_index(task, sandbox)))
        except GitFailed as error:
            raise UnsafeContent(f"git cannot read its names: {error}") from error

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """Apply the patch in the attempts and the order of swebench, run the instance's eval script
        and judge its log as swebench does; an empty patch resolves nothing."""
        row = self.rows[task.id]
        found = {asset.path: read_asset(asset, self._cache) for asset in row.assets}
        return grading.grade(
            row,
            patch,
            sandbox,
            seconds=task.grade_seconds,
            assets={path: content for path, content in found.items() if content is not None},
            environment={} if task.grading.network else _OFFLINE,
        )

    def solution(self, task: Task, sandbox: Sandbox) -> Patch | None:  # noqa: ARG002 # the seam's
        """The row's own patch."""
        text = self.rows[task.id].solution
        return Patch((), text) if text else None

    def visible(self, task: Task) -> Files:  # noqa: ARG002 # the seam's
        """Nothing: all that an agent sees is the image's."""
        return {}


def load_swebench(name: str, *, cache: Path | None = None) -> SweBench:
    """The instances of `verified`, `lite`, `full`, `multilingual` or `multimodal`, or those at a
    path: a JSON, JSONL or parquet file, a folder with a test.parquet, or a task repository.

    Data sets are fetched once and kept below `cache`. Raises InvalidBenchmark with one sentence.
    """
    cache = cache or Path.home() / ".cache" / "hgm" / "swebench"
    official = load_official()
    rows = read_rows(name, cache)
    for row in rows:
        if row.testing.parser not in official.parsers:
            raise InvalidBenchmark(
                f"The row {row.id} names the parser {row.testing.parser!r}, which swebench "
                f"{official.version} does not have."
            )
    return SweBench(f"swebench:{name}", rows, official, cache)


def _task(row: Row, split: Split) -> Task:
    return Task(
        id=row.id,
        split=split,
        group=row.repo,
        instruction=row.statement,
        workdir=WORKDIR,
        solving=SandboxSpec(
            image=row.image,
            writable=(WORKDIR,),
            as_root=True,
            hides_history=True,
            limits=_LIMITS,
        ),
        grading=SandboxSpec(
            image=row.image,
            as_root=True,
            network=row.repo in _NETWORK,
            limits=_GRADING_LIMITS,
        ),
        solve_seconds=_SOLVE_SECONDS,
        grade_seconds=_GRADE_SECONDS,
        applies_text=True,
        keeps_tampering=True,
    )


def _compared(before: Files, after: Files, tracked: Mapping[str, bool]) -> Patch:
    """What changed of that which git would not leave out. Raises UnsafeContent, GitFailed."""
    paths = before.keys() | after.keys()
    left_out = ignored(paths, before) - tracked.keys()
    return compare(
        before,
        after,
        paths=paths - left_out,
        max_bytes=_MAX_PATCH_BYTES,
        see=lambda change: _as_git_sees(change, tracked.get(change.path)),
    )


def _index(task: Task, sandbox: Sandbox) -> bytes:
    try:
        return sandbox.read_file(f"{task.workdir}/.git/index", max_bytes=_MAX_INDEX_BYTES)
    except (FileNotFoundError, UnsafeContent):
        return b""


def _as_git_sees(change: Change, executable: bool | None) -> Change:
    """The change with the mode that git knows where the image's files have another one: builders of
    images make everything executable."""
    before, after = change.before, change.after
    if before is None or executable in (None, before.executable) or before.link:
        return change
    known = replace(before, executable=bool(executable))
    if after is not None and after.executable == before.executable:
        after = replace(after, executable=known.executable)
    return Change(change.path, known, after)


def _fingerprint(rows: Sequence[Row], official: Official) -> str:
    digest = hashlib.sha256(official.version.encode())
    for row in sorted(rows, key=lambda row: row.id):
        # An asset is what it holds, wherever the task repository is.
        assets = tuple(replace(each, file=None) for each in row.assets)
        digest.update(repr(replace(row, assets=assets)).encode())
        for each in row.assets:
            digest.update(each.file.read_bytes() if each.file else b"")
    return digest.hexdigest()
