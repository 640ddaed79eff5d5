"""Lineages share memory with what goes on growing, and yet never change."""

import pickle
from dataclasses import fields

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from archive.lineage import WAITS, Lineage, LineageBuilder, wait_of
from archive.values import ExpansionOutcome, Verdict

TASKS = ("a", "b", "c")


class Growing:
    """A lineage that grows by one event for each number it is given."""

    def __init__(self) -> None:
        self.builder = LineageBuilder(TASKS, max_attempts=2)
        self.builder.add_root()
        self.jobs = 0
        self.open: list[int] = []
        self.expanding: set[int] = set()

    def grow(self, number: int) -> None:
        agent = number % self.builder.agents
        untried = self.builder.view().untried(agent)
        if self.open and number % 3 == 0:
            self.end(self.open.pop(number % len(self.open)), number)
        elif untried and number % 3 == 1:
            task = TASKS[untried[number % len(untried)]]
            self.builder.begin_evaluation(self.begin(), agent, task)
        else:
            self.expanding.add(self.jobs)
            self.builder.begin_expansion(self.begin(), agent)

    def begin(self) -> int:
        self.open.append(self.jobs)
        self.jobs += 1
        return self.jobs - 1

    def end(self, job: int, number: int) -> None:
        if job not in self.expanding:
            verdict = list(Verdict)[number // 3 % 3]
            self.builder.finish_evaluation(job, verdict, flagged=number % 5 == 0)
            return
        outcome = list(ExpansionOutcome)[number // 3 % 3]
        child = self.builder.agents if outcome is ExpansionOutcome.CHILD else None
        self.builder.finish_expansion(job, outcome, child=child)


def everything(lineage: Lineage) -> dict[str, object]:
    known: dict[str, object] = {
        "outcomes": [lineage.outcomes(agent) for agent in range(len(lineage))],
        "untried": [list(lineage.untried(agent)) for agent in range(len(lineage))],
    }
    for field in fields(lineage):
        value = getattr(lineage, field.name)
        known[field.name] = value.tolist() if isinstance(value, np.ndarray) else value
    return known


events = st.lists(st.integers(0, 2**16), max_size=120)


@given(events, events)
def test_a_lineage_that_was_handed_out_never_changes(first: list[int], then: list[int]) -> None:
    world = Growing()
    for number in first:
        world.grow(number)
    held = world.builder.view()
    copy = pickle.loads(pickle.dumps(held))
    for number in then:
        world.grow(number)
    assert everything(held) == everything(copy)


@given(events, events)
def test_nor_does_any_part_of_it_whose_whole_is_gone(first: list[int], then: list[int]) -> None:
    world = Growing()
    for number in first:
        world.grow(number)
    parts = [world.builder.view().resolved[:1], world.builder.view().untried_count[::-1]]
    memory = memoryview(world.builder.view().expanding)
    before = [part.tolist() for part in parts], memory.tolist()
    for number in then:
        world.grow(number)
    assert before == ([part.tolist() for part in parts], memory.tolist())


def test_views_that_nobody_holds_cost_no_copy() -> None:
    world = Growing()
    place = world.builder.view().parent.__array_interface__["data"]
    for number in range(1, 60):
        world.grow(number)
    assert world.builder.view().parent.__array_interface__["data"] == place
    held = world.builder.view()
    world.grow(1)
    assert world.builder.view().parent.__array_interface__["data"] != place
    assert held.parent.__array_interface__["data"] == place


@given(events, events)
def test_a_builder_goes_on_from_its_state(first: list[int], then: list[int]) -> None:
    world = Growing()
    for number in first:
        world.grow(number)
    again = LineageBuilder.restored(TASKS, world.builder.state(), max_attempts=2)
    assert everything(again.view()) == everything(world.builder.view())
    twin = Growing()
    twin.builder, twin.jobs = again, world.jobs
    twin.open, twin.expanding = list(world.open), set(world.expanding)
    for number in then:
        world.grow(number)
        twin.grow(number)
    assert everything(again.view()) == everything(world.builder.view())


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2**16)), max_size=80))
def test_how_long_evaluations_run_is_counted_in_jobs_that_ended(
    steps: list[tuple[bool, int]],
) -> None:
    tasks = [f"t{number}" for number in range(80)]
    builder, running = LineageBuilder(tasks), dict[int, int]()
    builder.add_root()
    waits: list[tuple[int, int]] = []
    for job, (begins, number) in enumerate(steps):
        if begins or not running:
            builder.begin_evaluation(job, 0, tasks[job])
            running[job] = 0
            continue
        ends = sorted(running)[number % len(running)]
        wait, verdict = running.pop(ends), list(Verdict)[number % 3]
        builder.finish_evaluation(ends, verdict)
        running = {each: waited + 1 for each, waited in running.items()}
        if verdict is not Verdict.ERROR and running:
            waits.append((int(verdict is Verdict.RESOLVED), wait_of(wait)))
    view = LineageBuilder.restored(tasks, builder.state(), max_attempts=3).view()
    assert view.pending_task.tolist() == list(running)
    assert view.pending_wait.tolist() == [wait_of(wait) for wait in running.values()]
    expected = np.zeros_like(view.waits)
    np.add.at(expected, tuple(np.array(waits, np.int64).reshape(-1, 2).T), 1)
    assert np.array_equal(view.waits, expected)


def test_short_waits_are_told_apart_and_long_ones_roughly() -> None:
    places = [wait_of(jobs) for jobs in range(10**6)]
    assert len(set(places[:20])) == 20
    assert places == sorted(places)
    assert places[-1] <= WAITS - 1
