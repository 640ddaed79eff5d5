from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from worlds import HashedWork, tiny_agent, write_tiny_benchmark

from archive.store import Archive
from archive.values import Expansion, ExpansionOutcome, Verdict
from engine.budget import Ledger, parse_budget
from engine.events import Draining, Event, Expanded, Progress
from engine.executors.inline import InlineExecutor
from engine.executors.threads import ThreadExecutor
from engine.jobs import Executor, Job, MachineFailed, Result, Work
from engine.loop import Coordinator, Stop, StopKind
from engine.policies.choose import POLICIES, make_policy
from engine.run_record import spending_so_far
from engine.sealed import verdicts
from evals.folder import FolderBenchmark, load_folder

NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Listener:
    """A narrator that remembers."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event, progress: Progress) -> None:
        self.events.append(event)


class Killed(Exception):
    """The engine died here."""


class MortalWork:
    """Work in which the whole engine dies at each of the given jobs."""

    def __init__(self, work: Work, deaths: list[int]) -> None:
        self.work = work
        self.deaths = deaths

    def __call__(self, job: Job) -> Result:
        if self.deaths and job.id >= self.deaths[0]:
            del self.deaths[0]
            raise Killed
        return self.work(job)


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> FolderBenchmark:
    folder = write_tiny_benchmark(tmp_path_factory.mktemp("tasks"), search=12, test=4)
    return load_folder(folder, name="tiny")


def create(folder: Path, benchmark: FolderBenchmark) -> None:
    tasks = [task.id for task in benchmark.tasks if task.split == "search"]
    with Archive.create(folder, configuration="{}", root=tiny_agent(), tasks=tasks, created_at=NOW):
        pass


def drive(
    folder: Path,
    benchmark: FolderBenchmark,
    executor: Executor,
    *budget: str,
    policy: str = "hgm",
    seed: int = 1,
    listener: Listener | None = None,
) -> Stop:
    with Archive.open(folder, write=True) as archive:
        ledger = Ledger([parse_budget(text) for text in budget], spending_so_far(archive))
        coordinator = Coordinator(
            archive, benchmark, executor, ledger, listener or Listener(), seed=seed
        )
        return coordinator.search(make_policy(policy, alpha=0.6))


def record(folder: Path) -> tuple[object, ...]:
    """Everything a run decided and learnt, without clock times and commit ids."""
    with Archive.open(folder) as archive:
        return (
            [(agent.id, agent.parent, agent.tree) for agent in archive.agents()],
            [(e.id, e.agent, e.task, e.seed, e.verdict) for e in archive.evaluations()],
            [(x.id, x.parent, x.seed, x.outcome, x.child) for x in archive.expansions()],
        )


@pytest.mark.parametrize("policy", POLICIES)
def test_every_policy_spends_its_budget_and_no_more(
    policy: str, tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    executor = InlineExecutor(HashedWork())
    stop = drive(tmp_path / "run", benchmark, executor, "60 evals", policy=policy)
    with Archive.open(tmp_path / "run") as archive:
        assert stop.kind is StopKind.BUDGET
        assert len(archive.evaluations()) == 60
        assert len(archive.agents()) > 2
        assert archive.running() == []


def test_work_time_is_exceeded_at_most_by_the_jobs_in_flight(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    executor = ThreadExecutor(HashedWork(), workers=4)
    assert drive(tmp_path / "run", benchmark, executor, "100s").kind is StopKind.BUDGET
    with Archive.open(tmp_path / "run") as archive:
        assert 100 <= spending_so_far(archive).work <= 100 + 4 * 3


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    evaluations=st.integers(1, 40),
    expansions=st.integers(1, 12),
    workers=st.integers(1, 6),
    errors=st.integers(0, 30),
)
def test_no_count_exceeds_its_cap_with_any_number_of_workers(
    tmp_path_factory: pytest.TempPathFactory,
    benchmark: FolderBenchmark,
    evaluations: int,
    expansions: int,
    workers: int,
    errors: int,
) -> None:
    folder = tmp_path_factory.mktemp("caps") / "run"
    create(folder, benchmark)
    executor = ThreadExecutor(HashedWork(errors=errors), workers=workers)
    drive(folder, benchmark, executor, f"{evaluations} evals", f"{expansions} expansions")
    executor.close()
    with Archive.open(folder) as archive:
        assert len(archive.evaluations()) <= evaluations
        assert len(archive.expansions()) <= expansions
        assert archive.running() == []


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    deaths=st.lists(st.integers(0, 60), max_size=12, unique=True),
    policy=st.sampled_from([*POLICIES]),
)
def test_a_run_killed_anywhere_and_resumed_gives_the_tree_of_an_uninterrupted_one(
    tmp_path_factory: pytest.TempPathFactory,
    benchmark: FolderBenchmark,
    deaths: list[int],
    policy: str,
) -> None:
    folder = tmp_path_factory.mktemp("kill")
    create(folder / "whole", benchmark)
    create(folder / "killed", benchmark)
    drive(folder / "whole", benchmark, InlineExecutor(HashedWork()), "40 evals", policy=policy)
    work = MortalWork(HashedWork(), sorted(deaths))
    while True:
        executor = InlineExecutor(work)
        try:
            drive(folder / "killed", benchmark, executor, "40 evals", policy=policy)
        except Killed:
            continue
        break
    assert record(folder / "killed") == record(folder / "whole")


def test_the_same_seed_gives_the_same_tree_and_another_seed_another(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        create(tmp_path / name, benchmark)
        executor = InlineExecutor(HashedWork())
        drive(tmp_path / name, benchmark, executor, "40 evals", seed=seed)
    assert record(tmp_path / "a") == record(tmp_path / "b") != record(tmp_path / "c")


def test_an_error_is_retried_a_bounded_number_of_times_and_is_in_no_tally(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    executor = InlineExecutor(HashedWork(errors=40))
    drive(tmp_path / "run", benchmark, executor, "150 evals")
    with Archive.open(tmp_path / "run") as archive:
        evaluations = archive.evaluations()
        tries = Counter((e.agent, e.task) for e in evaluations if e.verdict is Verdict.ERROR)
        lineage = archive.lineage()
    assert 1 < max(tries.values()) <= 3
    verdicts = Counter(e.verdict for e in evaluations)
    assert lineage.resolved.sum() == verdicts[Verdict.RESOLVED]
    assert lineage.unresolved.sum() == verdicts[Verdict.UNRESOLVED]
    assert lineage.clade_resolved[0] == verdicts[Verdict.RESOLVED]


def test_a_root_that_cannot_reproduce_ends_the_run_with_its_reason(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    executor = InlineExecutor(HashedWork(broken=100))
    stop = drive(tmp_path / "run", benchmark, executor, "10h")
    assert stop.kind is StopKind.BARREN
    assert "check failed." in stop.sentence
    with Archive.open(tmp_path / "run") as archive:
        assert [x.outcome for x in archive.expansions()] == [ExpansionOutcome.FAILED] * 5


def test_a_broken_machine_ends_the_run_instead_of_eating_the_budget(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    stop = drive(tmp_path / "run", benchmark, InlineExecutor(HashedWork(errors=100)), "10h")
    assert stop.kind is StopKind.ERRORS
    with Archive.open(tmp_path / "run") as archive:
        assert archive.lineage().errors == 10
        assert archive.lineage().failed.sum() == 0


def test_draining_waits_for_the_running_jobs_and_starts_no_more(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    with Archive.open(tmp_path / "run", write=True) as archive:
        listener = Listener()
        executor = ThreadExecutor(HashedWork(), workers=3)
        ledger = Ledger([parse_budget("10h")])
        coordinator = Coordinator(archive, benchmark, executor, ledger, listener, seed=1)

        class DrainAtFirstChild(Listener):
            def tell(self, event: Event, progress: Progress) -> None:
                listener.tell(event, progress)
                if isinstance(event, Expanded):
                    coordinator.drain()

        coordinator._narrator = DrainAtFirstChild()
        stop = coordinator.search(make_policy("hgm", alpha=0.6))
        assert stop.kind is StopKind.INTERRUPTED
        assert archive.running() == []
        assert len(archive.expansions()) <= 4
        assert sum(isinstance(event, Draining) for event in listener.events) <= 1


def test_sealed_evaluations_are_in_no_tally_and_not_in_the_budget(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    tasks = [task.id for task in benchmark.tasks if task.split == "test"]
    with Archive.open(tmp_path / "run", write=True) as archive:
        ledger = Ledger([parse_budget("1 evals")])
        coordinator = Coordinator(
            archive, benchmark, InlineExecutor(HashedWork()), ledger, Listener(), seed=1
        )
        stop = coordinator.evaluate([0], tasks)
        again = coordinator.evaluate([0], tasks)
        assert stop.kind is again.kind is StopKind.FINISHED
        assert sorted(e.task for e in archive.evaluations(sealed=True)) == tasks
        assert archive.lineage().resolved.sum() + archive.lineage().unresolved.sum() == 0
        assert ledger.spent.evaluations == 0


def test_the_improver_can_be_fixed_to_the_roots(tmp_path: Path, benchmark: FolderBenchmark) -> None:
    create(tmp_path / "run", benchmark)
    improvers = []

    class Watching(HashedWork):
        def __call__(self, job: Job) -> Result:
            improvers.append(getattr(job, "improver", tiny_agent()))
            return super().__call__(job)

    with Archive.open(tmp_path / "run", write=True) as archive:
        ledger = Ledger([parse_budget("30 evals")])
        executor = InlineExecutor(Watching())
        Coordinator(
            archive, benchmark, executor, ledger, Listener(), seed=1, improve_with_root=True
        ).search(make_policy("hgm", alpha=0.6))
        assert any(isinstance(x, Expansion) and x.parent > 0 for x in archive.expansions())
    assert all(improver == tiny_agent() for improver in improvers)


def test_a_machine_failure_survives_pickling() -> None:
    import pickle

    error = pickle.loads(pickle.dumps(MachineFailed("disk full", seconds=2.5)))
    assert (error.reason, error.seconds) == ("disk full", 2.5)


def test_a_resumed_ledger_knows_what_the_one_before_it_knew(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    create(tmp_path / "run", benchmark)
    with Archive.open(tmp_path / "run", write=True) as archive:
        ledger = Ledger([parse_budget("150s")])
        executor = InlineExecutor(HashedWork(errors=10))
        coordinator = Coordinator(archive, benchmark, executor, ledger, Listener(), seed=1)
        coordinator.search(make_policy("tree-rasch"))
        sealed = [task.id for task in benchmark.tasks if task.split == "test"]
        coordinator.evaluate([0], sealed)
        resumed = Ledger(ledger.caps, spending_so_far(archive))
    before, after = ledger.spent, resumed.spent
    assert after.ended_expansions == before.ended_expansions > 0
    assert after.ended_evaluations == before.ended_evaluations > 0
    assert after.expansion_work == pytest.approx(before.expansion_work)
    assert resumed.left().expansion_cost == pytest.approx(ledger.left().expansion_cost)


def test_a_comparison_asks_the_database_no_more_at_each_step_the_more_is_compared(
    tmp_path: Path, benchmark: FolderBenchmark
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    create(tmp_path / "run", benchmark)
    drive(tmp_path / "run", benchmark, InlineExecutor(HashedWork()), "60 evals")
    tasks = [task.id for task in benchmark.tasks]
    counts = []
    with Archive.open(tmp_path / "run", write=True) as archive:
        for agents in ([1], [2, 3, 4]):
            coordinator = Coordinator(
                archive, benchmark, InlineExecutor(HashedWork()), Ledger([]), Listener(), seed=1
            )
            before = len(archive.evaluations())
            asked.clear()
            event.listen(Engine, "before_cursor_execute", note)
            coordinator.evaluate(agents, tasks)
            event.remove(Engine, "before_cursor_execute", note)
            counts.append(len(asked) / (len(archive.evaluations()) - before))
        assert all(len(verdicts(archive, agent, tasks)) == len(tasks) for agent in (1, 2, 3, 4))
    assert counts[1] <= counts[0]
