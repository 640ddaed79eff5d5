from datetime import UTC, datetime

from archive.values import Evaluation, Verdict
from engine.wishes import Wishes

PAIRS = [(0, "a"), (1, "a"), (0, "b"), (1, "b")]


def attempt(agent: int, task: str, verdict: Verdict | None) -> Evaluation:
    return Evaluation(
        id=0,
        agent=agent,
        task=task,
        sealed=True,
        seed=0,
        verdict=verdict,
        reason="",
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        seconds=None,
        patch=None,
        log=None,
        grade_log=None,
        transcript=None,
        flags=(),
    )


def left(wishes: Wishes) -> list[tuple[int, str]]:
    found = []
    while (wish := wishes.next()) is not None:
        found.append(wish)
    return found


def test_every_pair_is_asked_for_once_in_order_even_if_it_is_wanted_twice() -> None:
    assert left(Wishes([*PAIRS, (0, "a")], max_attempts=3)) == PAIRS


def test_what_has_a_verdict_or_runs_is_not_asked_for() -> None:
    wishes = Wishes(PAIRS, max_attempts=3)
    wishes.note(attempt(1, "a", Verdict.UNRESOLVED))
    wishes.note(attempt(0, "b", None))
    wishes.note(attempt(7, "a", None))
    assert left(wishes) == [(0, "a"), (1, "b")]


def test_an_error_is_tried_again_before_what_comes_later_and_given_up_in_the_end() -> None:
    wishes = Wishes(PAIRS, max_attempts=3)
    wishes.note(attempt(0, "a", Verdict.ERROR))
    assert wishes.next() == (0, "a")
    assert wishes.next() == (1, "a")
    wishes.note(attempt(0, "a", Verdict.ERROR))
    assert wishes.next() == (0, "a")
    wishes.note(attempt(0, "a", Verdict.ERROR))
    assert left(wishes) == [(0, "b"), (1, "b")]


def test_what_ran_when_the_engine_was_killed_is_asked_for_again_if_it_meets_an_error() -> None:
    wishes = Wishes(PAIRS[:1], max_attempts=2)
    wishes.note(attempt(0, "a", None))
    assert wishes.next() is None
    wishes.note(attempt(0, "a", Verdict.ERROR))
    assert wishes.next() == (0, "a")
