"""What a run comes to, kept in checkpoints and caught up with, is what its rows come to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from archive import store
from archive.effort import Cover
from archive.fsck import check_archive
from archive.lineage import Lineage
from archive.store import Archive
from archive.values import Evaluation, Expansion, ExpansionOutcome, Source, Verdict

START = datetime(2026, 1, 2, tzinfo=UTC)
ROOT: Source = {"agent.toml": b'name = "x"\n'}
TASKS = ("a", "b", "c", "d")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Archive.create(
        tmp_path / "run", configuration="{}", root=ROOT, tasks=TASKS, created_at=START
    ):
        pass
    return tmp_path / "run"


@pytest.fixture
def frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoints after nearly every job."""
    monkeypatch.setattr(store, "_CHECKPOINT_TICKS", 3)
    monkeypatch.setattr(store, "_CHECKPOINT_PARTS", 1000)


def work(archive: Archive, chance: Random, steps: int) -> None:
    """Begin and end jobs of all kinds, up to three at a time."""
    for _ in range(steps):
        running = archive.running()
        if len(running) == 3 or (running and chance.random() < 0.4):
            end(archive, chance.choice(running), chance)
        else:
            begin(archive, chance)


def begin(archive: Archive, chance: Random) -> None:
    lineage = archive.lineage()
    at = START + timedelta(seconds=10 * lineage.jobs_begun)
    agent = chance.randrange(len(lineage))
    if chance.random() < 0.3 or not lineage.untried(agent):
        archive.begin_expansion(agent, seed=1, at=at)
    else:
        task = lineage.tasks[chance.choice(lineage.untried(agent))]
        sealed = chance.random() < 0.2
        archive.begin_evaluation(agent, task, sealed=sealed, seed=1, at=at)


def end(archive: Archive, job: Evaluation | Expansion, chance: Random) -> None:
    seconds = chance.choice((0.5, 7.0, 25.0))
    if isinstance(job, Evaluation):
        flags = ("conftest.py",) * chance.randrange(2)
        archive.finish_evaluation(
            job.id, chance.choice(list(Verdict)), seconds=seconds, flags=flags
        )
        return
    outcome = chance.choice(list(ExpansionOutcome))
    if outcome is ExpansionOutcome.CHILD:
        source = {**ROOT, "n": b"%d" % job.id}
        archive.finish_expansion(job.id, source=source, seconds=seconds)
    else:
        archive.fail_expansion(job.id, outcome, "so", seconds=seconds)


def columns(lineage: Lineage) -> list[Any]:
    return [
        each.tolist() if isinstance(each, np.ndarray) else each
        for each in (getattr(lineage, name) for name in lineage.__dataclass_fields__)
    ]


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of any database meanwhile."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("frequent")
@pytest.mark.parametrize("seed", range(4))
def test_writers_and_readers_old_and_new_know_what_the_rows_say(folder: Path, seed: int) -> None:
    chance = Random(seed)
    with Archive.open(folder) as old:
        for _ in range(4):
            with Archive.open(folder, write=True) as archive:
                work(archive, chance, 20)
                known, effort, running = archive.lineage(), archive.effort(), archive.running()
            with Archive.open(folder) as new:
                for reader in (old, new):
                    assert columns(reader.lineage()) == columns(known)
                    assert reader.effort() == effort
                    assert reader.running() == running
                assert columns(new.lineage_of_rows()) == columns(known)
    assert checkpoint(folder) is not None
    assert check_archive(folder) == []


@pytest.mark.usefixtures("frequent")
def test_what_jobs_took_is_what_their_rows_say(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        work(archive, Random(7), 90)
        effort = archive.effort()
        evaluations, expansions = archive.evaluations(sealed=False), archive.expansions()
        stretches = [
            (job.started_at.timestamp(), job.started_at.timestamp() + job.seconds)
            for job in (*evaluations, *expansions)
            if job.seconds is not None
        ]
    ended = [[job for job in jobs if job.seconds is not None] for jobs in (evaluations, expansions)]
    work_of = [sum(job.seconds or 0.0 for job in jobs) for jobs in ended]
    assert effort.work == pytest.approx(sum(work_of))
    assert effort.expansion_work == pytest.approx(work_of[1])
    assert effort.wall == pytest.approx(covered(stretches))
    assert astuple(effort)[3:] == (len(evaluations), len(expansions), *map(len, ended))


def covered(stretches: list[tuple[float, float]]) -> float:
    length, reached = 0.0, float("-inf")
    for start, stop in sorted(stretches):
        length += max(0.0, stop - max(start, reached))
        reached = max(reached, stop)
    return length


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), max_size=40))
def test_stretches_of_time_in_any_order_count_once(pairs: list[tuple[int, int]]) -> None:
    stretches = [(float(start), float(start + length)) for start, length in pairs]
    cover, settled = Cover(), Cover()
    for place, stretch in enumerate(stretches):
        cover.add(*stretch)
        settled.add(*sorted(stretches)[place])
        settled.settle(sorted(stretches)[place][0])
    assert cover.length == settled.length == pytest.approx(covered(stretches))


def checkpoint(folder: Path) -> bytes | None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection:
        row = connection.execute("SELECT content FROM checkpoint").fetchone()
    return row and row[0]


def replace_checkpoint(folder: Path, content: bytes) -> None:
    with closing(sqlite3.connect(folder / "archive.sqlite")) as connection, connection:
        connection.execute("REPLACE INTO checkpoint (id, content) VALUES (0, ?)", (content,))


@pytest.mark.usefixtures("frequent")
def test_a_damaged_checkpoint_is_done_without(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        work(archive, Random(3), 40)
        known = columns(archive.lineage())
    content = checkpoint(folder)
    assert content is not None
    for damaged in (b"", b"nonsense", content[:-9], content[:200] + b"\xff" + content[201:]):
        replace_checkpoint(folder, damaged)
        with Archive.open(folder) as archive:
            assert columns(archive.lineage()) == known


@pytest.mark.usefixtures("frequent")
def test_fsck_finds_a_checkpoint_that_says_something_else(folder: Path) -> None:
    with Archive.open(folder, write=True) as archive:
        begin(archive, Random(1))
        end(archive, archive.running()[0], Random(1))
        work(archive, Random(4), 30)
        known = columns(archive.lineage_of_rows())
    content = checkpoint(folder)
    assert content is not None
    with Archive.open(folder) as archive:
        fold = archive._current_fold()
        fold.builder._columns["resolved"][0] += 1
        replace_checkpoint(folder, fold.to_bytes())
    (finding,) = check_archive(folder)
    assert "checkpoint" in finding.problem
    assert finding.harmless
    assert all(each.mended for each in check_archive(folder, mend=True))
    assert check_archive(folder) == []
    with Archive.open(folder) as archive:
        assert columns(archive.lineage()) == known


def test_a_step_asks_the_database_as_often_in_a_large_run_as_in_a_small_one(folder: Path) -> None:
    counts = []
    with Archive.open(folder, write=True) as archive:
        for _ in range(3):
            work(archive, Random(5), 60)
            with statements() as asked:
                for _ in range(3):
                    archive.lineage()
                job = archive.begin_evaluation(0, "a", sealed=True, seed=1, at=START)
                archive.finish_evaluation(job.id, Verdict.RESOLVED, seconds=1.0, log=b"log")
            counts.append(len(asked))
    assert counts == [counts[0]] * 3
    assert counts[0] < 12
    with Archive.open(folder) as reader:
        reader.lineage()
        with statements() as asked:
            reader.lineage()
        assert not [each for each in asked if "FROM evaluation" in each]


@pytest.mark.parametrize("seed", range(4))
def test_moments_are_what_was_known_then(folder: Path, seed: int) -> None:
    with Archive.open(folder, write=True) as archive:
        work(archive, Random(seed), 15)
        before = archive.lineage()
        work(archive, Random(seed + 1), 15)
        for most in (1, 5, 100):
            seen = list(archive.moments(most))
            assert len(seen) <= most
            assert columns(seen[-1].lineage) == columns(archive.lineage())
            assert astuple(seen[-1].effort) == astuple(archive.effort())
            assert sorted(seen[-1].running) == [job.id for job in archive.running()]
        assert columns(before) in [columns(each.lineage) for each in seen]
