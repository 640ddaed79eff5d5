import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.caps import Account, Caps, Left, Meter, OverBudget, Use
from engine.models.prices import NANO

counts = st.none() | st.integers(0, 12)
tokens = st.none() | st.integers(0, 400)


@given(
    data=st.data(),
    jobs=st.lists(st.tuples(counts, tokens), min_size=1, max_size=4),
    run_requests=counts,
    run_tokens=tokens,
)
def test_no_interleaving_of_jobs_exceeds_a_cap(
    data: st.DataObject,
    jobs: list[tuple[int | None, int | None]],
    run_requests: int | None,
    run_tokens: int | None,
) -> None:
    run = Account("run", requests=run_requests, tokens=run_tokens)
    meters = [Meter(Caps(requests=r, tokens=t), run) for r, t in jobs]
    made, used = [0] * len(jobs), [0] * len(jobs)
    flying: list[tuple[int, int]] = []
    for _ in range(data.draw(st.integers(0, 40))):
        if flying and data.draw(st.booleans()):
            job, reserved = flying.pop(data.draw(st.integers(0, len(flying) - 1)))
            spent = data.draw(st.integers(0, reserved))
            meters[job].settle(reserved=Use(reserved, 2 * reserved), used=Use(spent, 2 * spent))
            used[job] += spent
        else:
            job, amount = data.draw(st.integers(0, len(jobs) - 1)), data.draw(st.integers(0, 150))
            before = meters[job].left
            try:
                meters[job].reserve(Use(amount, 2 * amount))
            except OverBudget:
                assert before.requests == 0 or (before.tokens or 0) < amount
                continue
            made[job] += 1
            flying.append((job, amount))
        held = [sum(n for j, n in flying if j == job) for job in range(len(jobs))]
        for job, (most_requests, most_tokens) in enumerate(jobs):
            assert most_requests is None or made[job] <= most_requests
            assert most_tokens is None or used[job] + held[job] <= most_tokens
        assert run_requests is None or sum(made) <= run_requests
        assert run_tokens is None or sum(used) + sum(held) <= run_tokens
        assert run.spent == Use(sum(used), 2 * sum(used))
        assert run.reserved == Use(sum(held), 2 * sum(held))


def test_what_one_job_reserved_the_other_cannot_have() -> None:
    run = Account("run", tokens=100)
    one, other = Meter(Caps(), run), Meter(Caps(tokens=70), run)
    one.reserve(Use(60))
    assert other.left == Left(None, 40)
    one.settle(reserved=Use(60), used=Use(10))
    assert other.left == Left(None, 70)


def test_a_run_that_goes_on_starts_with_what_it_had_spent() -> None:
    run = Account("run", requests=5, tokens=100, spent_requests=4, spent=Use(90))
    assert run.left == Left(1, 10)


def test_a_refusal_reserves_nothing_anywhere() -> None:
    run = Account("run", tokens=10)
    meter = Meter(Caps(tokens=100), run)
    with pytest.raises(OverBudget, match="10 of the run's 10 are left"):
        meter.reserve(Use(50))
    assert meter.left == Left(None, 10)


def test_dollars_are_bounded_as_tokens_are() -> None:
    run = Account("run", cost=3 * NANO, spent=Use(0, 2 * NANO))
    meter = Meter(Caps(cost=5 * NANO), run)
    with pytest.raises(OverBudget, match=r"could cost \$1.50 .* but \$1.00 of the run's \$3.00"):
        meter.reserve(Use(10, 3 * NANO // 2))
    meter.reserve(Use(10, NANO))
    assert meter.left == Left(None, None, 0)
