import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.fsck import check_archive, collect_garbage
from archive.source import MAX_FILE_BYTES, InvalidSource, check_source
from archive.store import Archive
from archive.values import (
    ArchiveBusy,
    ArchiveTooNew,
    ArchiveUnusable,
    Exchange,
    ExpansionOutcome,
    ModelUse,
    NotAnArchive,
    Source,
    Tally,
    UnknownAgent,
    Verdict,
)

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROOT: Source = {"agent.toml": b'name = "x"\n', "pkg/main.py": b"print(1)\n"}
TASKS = ("t0", "t1", "t2")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Archive.create(
        tmp_path / "run", configuration="{}", root=ROOT, tasks=TASKS, created_at=NOW
    ):
        pass
    return tmp_path / "run"


def grow(archive: Archive, parent: int, source: Source) -> int:
    job = archive.begin_expansion(parent, seed=1, at=NOW)
    return archive.finish_expansion(job.id, source=source, seconds=2.0, notes=b"why").id


def score(
    archive: Archive, agent: int, task: str, verdict: Verdict, *, sealed: bool = False
) -> int:
    job = archive.begin_evaluation(agent, task, sealed=sealed, seed=2, at=NOW)
    archive.finish_evaluation(
        job.id, verdict, seconds=1.0, patch=b"a patch", log=b"a log", grade_log=b"hidden"
    )
    return job.id


def test_what_was_recorded_is_read_back_by_another_reader(folder: Path) -> None:
    child: Source = {**ROOT, "pkg/new.py": b"\x00\xff binary"}
    with Archive.open(folder, write=True) as archive:
        assert grow(archive, 0, child) == 1
        job = score(archive, 1, "t1", Verdict.RESOLVED)
        failed = archive.begin_expansion(1, seed=3, at=NOW)
        archive.fail_expansion(failed.id, ExpansionOutcome.FAILED, "no change", seconds=1.0)
        with Archive.open(folder) as reader:
            assert [agent.parent for agent in reader.agents()] == [None, 0]
            assert reader.source(1) == child
            assert reader.source(0) == ROOT
            evaluation = reader.evaluations(1)[0]
            assert (evaluation.id, evaluation.verdict) == (job, Verdict.RESOLVED)
            assert evaluation.patch is not None
            assert reader.blob(evaluation.patch) == b"a patch"
            assert [x.outcome for x in reader.expansions()] == ["child", "failed"]
            assert "pkg/new.py" in reader.diff(0, 1)
            assert reader.lineage().tally(1) == Tally(1, 0)
            score(archive, 0, "t1", Verdict.UNRESOLVED)
            assert reader.lineage().clade(0) == Tally(1, 1)


def test_a_reopened_archive_gives_the_same_lineage(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        grow(archive, 0, {**ROOT, "a": b"1"})
        score(archive, 1, "t1", Verdict.ERROR)
        score(archive, 1, "t1", Verdict.RESOLVED)
        score(archive, 0, "t2", Verdict.RESOLVED, sealed=True)
        running = archive.begin_expansion(1, seed=9, at=NOW)
        before = archive.lineage()
    with Archive.open(folder, write=True) as archive:
        after = archive.lineage()
        assert archive.running() == [running]
    for column in ("parent", "resolved", "clade_resolved", "expanding", "untried_count", "failed"):
        assert getattr(before, column).tolist() == getattr(after, column).tolist()
    assert (before.jobs_begun, before.errors) == (after.jobs_begun, after.errors) == (5, 1)
    assert after.clade(0) == Tally(1, 0)


def test_git_log_shows_the_tree(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        for parent in (0, 0, 1):
            grow(archive, parent, {**ROOT, "n": str(parent).encode()})
    command = ["git", "log", "--graph", "--all", "--format=%s", "--topo-order"]
    log = subprocess.run(
        command, cwd=folder / "archive.git", capture_output=True, text=True, check=True
    )
    assert log.stdout.count("agent 1: child of 0") == 1
    assert log.stdout.count("agent 3: child of 1") == 1
    assert "agent 0: the root" in log.stdout.splitlines()[-1]


@pytest.mark.parametrize("table", ["agent", "evaluation", "expansion"])
def test_the_database_itself_refuses_to_change_the_record(folder: Path, table: str) -> None:
    with Archive.open(folder, write=True) as archive:
        grow(archive, 0, {**ROOT, "a": b"1"})
        score(archive, 0, "t0", Verdict.RESOLVED)
    with sqlite3.connect(folder / "archive.sqlite") as connection:
        for statement in (f"UPDATE {table} SET id = id + 1", f"DELETE FROM {table}"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
    connection.close()


def test_a_job_ends_only_once(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        job = score(archive, 0, "t0", Verdict.RESOLVED)
        with pytest.raises((KeyError, ArchiveUnusable)):
            archive.finish_evaluation(job, Verdict.UNRESOLVED, seconds=1.0)
        assert archive.evaluations(0)[0].verdict is Verdict.RESOLVED


def test_there_is_one_writer(folder: Path) -> None:
    with (
        Archive.open(folder, write=True),
        pytest.raises(ArchiveBusy, match=str(os.getpid())),
    ):
        Archive.open(folder, write=True)
    with Archive.open(folder, write=True):
        pass


def test_what_cannot_be_opened_is_refused_in_one_sentence(folder: Path, tmp_path: Path) -> None:
    for bad in (tmp_path, tmp_path / "missing", Path("/dev/null")):
        with pytest.raises(NotAnArchive, match="is no run"):
            Archive.open(bad)
    with sqlite3.connect(folder / "archive.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ArchiveTooNew, match="newer"):
        Archive.open(folder)
    (folder / "archive.sqlite").write_bytes(b"nonsense" * 1000)
    with pytest.raises(ArchiveUnusable, match="not a database"):
        Archive.open(folder)


def test_a_run_of_an_older_schema_is_brought_up_to_date_with_all_it_holds(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        score(archive, 0, "t0", Verdict.RESOLVED)
    with sqlite3.connect(folder / "archive.sqlite") as connection:
        connection.execute("ALTER TABLE evaluation DROP COLUMN flags")
        connection.execute("DROP TABLE exchange")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    said = Exchange(
        content=b"{}",
        role="solve",
        model="m",
        input_tokens=3,
        cached_tokens=0,
        output_tokens=4,
        cost=12,
    )
    with Archive.open(folder, write=True) as archive:
        assert archive.evaluations()[0].flags == ()
        job = archive.begin_evaluation(0, "t1", sealed=False, seed=1, at=NOW)
        archive.finish_evaluation(
            job.id, Verdict.UNRESOLVED, seconds=1.0, flags=("a", "b"), exchanges=[said]
        )
    with Archive.open(folder) as archive:
        assert archive.evaluations()[1].flags == ("a", "b")
        assert archive.lineage().tally(0) == Tally(1, 1)
        assert archive.lineage().flagged[0] == 1
        assert [archive.blob(each) for each in archive.exchange_digests()] == [b"{}"]
        (use,) = archive.model_use()
        assert use == ModelUse(0, "solve", "m", 1, 3, 0, 4, cost=12)
    assert check_archive(folder) == []


def test_a_run_is_never_made_over_something(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for taken in (folder, tmp_path / "file"):
        with pytest.raises(ArchiveUnusable, match="exists already"):
            Archive.create(taken, configuration="", root=ROOT, tasks=TASKS, created_at=NOW)
    with pytest.raises(InvalidSource):
        Archive.create(tmp_path / "new", configuration="", root={}, tasks=TASKS, created_at=NOW)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "run"]


def test_a_full_disk_is_told_and_loses_nothing(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        job = archive.begin_evaluation(0, "t0", sealed=False, seed=1, at=NOW)
        blobs = folder / "blobs"
        blobs.rmdir() if blobs.is_dir() else None
        blobs.write_bytes(b"")  # a file where the folder should be: every write below it fails
        with pytest.raises(ArchiveUnusable, match="blobs"):
            archive.finish_evaluation(job.id, Verdict.RESOLVED, seconds=1.0, log=b"log")
        blobs.unlink()
        archive.finish_evaluation(job.id, Verdict.RESOLVED, seconds=1.0, log=b"log")
    assert check_archive(folder) == []


def test_agents_are_found_by_number_and_by_commit(folder: Path) -> None:
    with Archive.open(folder) as archive:
        root = archive.agent(0)
        assert archive.agent_like("0") == archive.agent_like(root.commit[:8]) == root
        for text in ("7", "zz", "0123abcd"):
            with pytest.raises(UnknownAgent):
                archive.agent_like(text)


@pytest.mark.parametrize(
    "path",
    [
        "../x", "/etc/passwd", "a/../b", "", "a//b", ".git/config", ".GIT/config", "a/.git",
        "git~1/x/.git", "a\nb", "a\0b", "a\\b", "x" * 200, ".gi\u200ct/config", "a b", "-x",
        "CON:", "é",
    ],
)  # fmt: skip
def test_names_that_are_not_plain_cannot_be_an_agents(path: str) -> None:
    with pytest.raises(InvalidSource):
        check_source({path: b""})


def test_sizes_and_clashes_are_bounded() -> None:
    check_source({".gitignore": b"", "pkg/__init__.py": b"", "a-b+c.1.txt": b"", ".hidden": b""})
    for bad in (
        {"big": b"x" * (MAX_FILE_BYTES + 1)},
        {f"f{n}": b"" for n in range(3000)},
        {f"f{n}": b"x" * 10**6 for n in range(20)},
        {"a": b"", "a/b": b""},
        {"Read": b"", "read": b""},
    ):
        with pytest.raises(InvalidSource):
            check_source(bad)


def test_fsck_finds_what_is_wrong_and_mends_only_what_is_harmless(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        grow(archive, 0, {**ROOT, "a": b"1"})
        score(archive, 1, "t1", Verdict.RESOLVED)
        commit = archive.agent(1).commit
    assert check_archive(folder) == []
    git = ["git", "--git-dir", str(folder / "archive.git")]
    subprocess.run([*git, "update-ref", "refs/heads/agent-2", commit], check=True)
    (folder / "blobs/ab").mkdir(exist_ok=True)
    (folder / "blobs/ab/cdef").write_bytes(b"loose")
    (folder / "blobs/ab/.making-x").write_bytes(b"half")
    findings = check_archive(folder)
    assert len(findings) == 3
    assert all(finding.harmless and not finding.mended for finding in findings)
    assert all(finding.mended for finding in check_archive(folder, mend=True))
    assert check_archive(folder) == []
    assert collect_garbage(folder) == []
    subprocess.run([*git, "update-ref", "-d", "refs/heads/agent-1"], check=True)
    with Archive.open(folder) as archive:
        digest = archive.evaluations()[0].log
    assert digest is not None
    (folder / "blobs" / digest[:2] / digest[2:]).write_bytes(b"damaged")
    problems = [finding.problem for finding in check_archive(folder) if not finding.harmless]
    assert len(problems) == 2
    assert "branch agent-1" in problems[0]
    assert "damaged" in problems[1]


WRITER = """
    import sys
    from datetime import UTC, datetime
    from pathlib import Path
    from archive.store import Archive
    from archive.values import Expansion, ExpansionOutcome, Verdict

    now = datetime(2026, 1, 1, tzinfo=UTC)
    with Archive.open(Path(sys.argv[1]), write=True) as archive:
        def end(job):
            if isinstance(job, Expansion):
                source = {**archive.source(job.parent), f"file{job.id}": b"x" * job.id}
                notes = b"notes %d" % job.id
                child = archive.finish_expansion(job.id, source=source, seconds=1.0, notes=notes)
                print("expansion", job.id, child.id, flush=True)
            else:
                log = b"log %d" % job.id
                archive.finish_evaluation(job.id, Verdict.RESOLVED, seconds=1.0, log=log)
                print("evaluation", job.id, job.agent, flush=True)

        for job in archive.running():
            end(job)
        while True:
            lineage = archive.lineage()
            if lineage.jobs_begun % 4 == 0:
                end(archive.begin_expansion(lineage.jobs_begun % len(lineage), seed=1, at=now))
            else:
                agents = [agent for agent in range(len(lineage)) if lineage.has_untried[agent]]
                task = lineage.tasks[lineage.untried(agents[-1])[0]]
                end(archive.begin_evaluation(agents[-1], task, sealed=False, seed=1, at=now))
"""


def kill_writers(folder: Path, rounds: int) -> None:
    """Kill a busy writer at random moments; everything it said it had recorded must be there."""
    chance = random.Random(rounds)
    said: list[str] = []
    for _ in range(rounds):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WRITER), str(folder)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        said.append(process.stdout.readline().decode())
        time.sleep(chance.random() * 0.2)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read().decode().splitlines(keepends=True)
        process.wait()
        process.stdout.close()
        assert [each.problem for each in check_archive(folder) if not each.harmless] == []
        assert all(finding.mended for finding in check_archive(folder, mend=True))
    with Archive.open(folder) as archive:
        evaluations = {e.id: e for e in archive.evaluations() if e.verdict}
        expansions = {x.id: x for x in archive.expansions() if x.outcome}
        assert len(archive.running()) <= 1
        assert sorted([*evaluations, *expansions]) == list(
            range(len(evaluations) + len(expansions))
        )
        for line in said:
            if line.endswith("\n"):
                kind, job, agent = line.split()
                if kind == "expansion":
                    assert expansions[int(job)].child == int(agent)
                else:
                    assert evaluations[int(job)].agent == int(agent)


def test_a_writer_killed_at_any_moment_loses_and_doubles_nothing(folder: Path) -> None:
    kill_writers(folder, 4)


@pytest.mark.slow
def test_sixty_killed_writers_lose_and_double_nothing(folder: Path) -> None:
    kill_writers(folder, 60)


def test_exchanges_of_a_schema_without_costs_cost_nothing(folder: Path) -> None:
    said = Exchange(
        content=b"{}", role="solve", model="m", input_tokens=3, cached_tokens=0, output_tokens=4
    )
    with Archive.open(folder, write=True) as archive:
        job = archive.begin_evaluation(0, "t1", sealed=False, seed=1, at=NOW)
        archive.finish_evaluation(job.id, Verdict.UNRESOLVED, seconds=1.0, exchanges=[said])
    with sqlite3.connect(folder / "archive.sqlite") as connection:
        connection.execute("ALTER TABLE exchange DROP COLUMN cost")
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    with Archive.open(folder) as archive:
        assert [(use.tokens, use.cost) for use in archive.model_use()] == [(7, 0)]


def test_changes_are_the_files_that_differ_from_the_parents(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        first = grow(archive, 0, {**ROOT, "pkg/main.py": b"print(2)\n", "pkg/deep/er.py": b"new\n"})
        second = grow(archive, first, {"agent.toml": ROOT["agent.toml"], "pkg/main.py": b"\xff\0"})
        changes = {each.agent: each for each in archive.changes([2, 0, 1])}
    assert sorted(changes) == [first, second]
    assert changes[1].before == {"pkg/main.py": ROOT["pkg/main.py"]}
    assert changes[1].after == {"pkg/main.py": b"print(2)\n", "pkg/deep/er.py": b"new\n"}
    assert changes[2].before == changes[1].after
    assert changes[2].after == {"pkg/main.py": b"\xff\0"}


def test_a_child_like_its_parent_changed_nothing(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        grow(archive, 0, ROOT)
        (change,) = archive.changes([1])
    assert (change.before, change.after) == ({}, {})
