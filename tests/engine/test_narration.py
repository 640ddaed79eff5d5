import io
from collections.abc import Sequence

import pytest

from archive.lineage import Lineage, LineageBuilder
from archive.values import Verdict
from engine.budget import Spending
from engine.configuration import Configuration
from engine.events import Draining, Progress
from engine.narration import PlainNarrator
from engine.policies.belief import Belief, counted
from engine.rest import Rest


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_work_comes_a_rest_of_four_times_its_length() -> None:
    clock = Clock()
    rest = Rest(clock)
    assert rest.is_over
    with rest.after():
        clock.now += 2
    assert not rest.is_over
    clock.now += 7.9
    assert not rest.is_over
    clock.now += 0.1
    assert rest.is_over


def test_a_slow_belief_does_not_hold_up_every_event(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, stream = Clock(), io.StringIO()

    class Slow:
        def belief(self, lineage: Lineage) -> Belief:
            clock.now += 1
            return counted(lineage)

    monkeypatch.setattr("engine.narration.policy_of", lambda _: Slow())
    narrator = PlainNarrator(stream, Configuration(), clock)
    for lineage in resolving(5):
        narrator.tell(Draining("The end."), Progress(lineage, Spending(), ()))
        clock.now += 2
    bests = [line.rsplit("best ", 1)[1].split()[1] for line in stream.getvalue().splitlines()]
    assert bests == ["0/0", "0/0", "2/2", "2/2", "4/4"]
    assert clock.now == 5 * 2 + 3 * 1


def resolving(count: int) -> Sequence[Lineage]:
    builder = LineageBuilder([f"task-{number}" for number in range(count)])
    builder.add_root()
    views = []
    for job in range(count):
        views.append(builder.view())
        builder.begin_evaluation(job, 0, f"task-{job}")
        builder.finish_evaluation(job, Verdict.RESOLVED)
    return views
