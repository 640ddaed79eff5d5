import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.budget import (
    ASSUMED_EXPANSION_COST,
    Cap,
    InvalidBudget,
    Ledger,
    Resource,
    Spending,
    format_seconds,
    parse_budget,
)


@pytest.mark.parametrize(
    ("text", "cap"),
    [
        ("200h", Cap(Resource.WORK, 720_000)),
        ("5m", Cap(Resource.WORK, 300)),
        ("1.5h", Cap(Resource.WORK, 5400)),
        ("12h wall", Cap(Resource.WALL, 43_200)),
        ("800 evals", Cap(Resource.EVALUATIONS, 800)),
        ("1 evaluation", Cap(Resource.EVALUATIONS, 1)),
        ("40 expansions", Cap(Resource.EXPANSIONS, 40)),
        (" 90 M ", Cap(Resource.WORK, 5400)),
    ],
)
def test_budgets_are_read_as_people_write_them(text: str, cap: Cap) -> None:
    assert parse_budget(text) == cap


@pytest.mark.parametrize("text", ["5x", "", "h", "-5m", "0m", "0 evals", "5m wal", "1e9h", "1,5h"])
def test_a_budget_that_is_not_understood_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(InvalidBudget, match="Budget"):
        parse_budget(text)


@given(
    st.sampled_from(Resource),
    st.integers(min_value=1, max_value=10**7),
)
def test_a_cap_written_out_reads_back_as_itself(resource: Resource, amount: int) -> None:
    if resource in (Resource.WORK, Resource.WALL):
        amount = min(amount, 59)
    cap = Cap(resource, amount)
    assert parse_budget(str(cap)) == cap


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.25, "0.25s"),
        (45, "45s"),
        (300, "5m"),
        (325, "5m 25s"),
        (5400, "1h 30m"),
        (720_000, "200h"),
    ],
)
def test_durations_are_written_as_people_write_them(seconds: float, text: str) -> None:
    assert format_seconds(seconds) == text


@given(
    st.integers(min_value=1, max_value=30),
    st.integers(min_value=1, max_value=30),
    st.lists(st.sampled_from(["evaluation", "expansion", "settle"]), max_size=200),
)
def test_counts_never_exceed_their_caps_whatever_the_interleaving(
    evaluations: int, expansions: int, wishes: list[str]
) -> None:
    ledger = Ledger([Cap(Resource.EVALUATIONS, evaluations), Cap(Resource.EXPANSIONS, expansions)])
    for wish in wishes:
        if wish == "settle":
            ledger.settle_evaluation(1.0)
        elif ledger.exhausted() is None:
            getattr(ledger, f"reserve_{wish}")()
    assert ledger.spent.evaluations <= evaluations
    assert ledger.spent.expansions <= expansions


def test_the_first_cap_reached_stops_the_run() -> None:
    work, evals = Cap(Resource.WORK, 10), Cap(Resource.EVALUATIONS, 100)
    ledger = Ledger([evals, work])
    assert ledger.exhausted() is None
    ledger.settle_evaluation(10.0)
    assert ledger.exhausted() == work


def test_what_is_left_is_that_of_the_scarcest_resource() -> None:
    ledger = Ledger(
        [Cap(Resource.WORK, 100), Cap(Resource.EVALUATIONS, 10)], Spending(work=20, evaluations=9)
    )
    assert ledger.left().fraction == pytest.approx(0.1)
    ledger.settle_evaluation(1000)
    assert ledger.left().fraction == 0


def test_what_an_expansion_costs_is_measured_where_time_is_scarce_and_assumed_elsewhere() -> None:
    ledger = Ledger([parse_budget("1000s"), parse_budget("1000 evals")])
    assert ledger.left().expansion_cost == ASSUMED_EXPANSION_COST
    for _ in range(10):
        ledger.settle_evaluation(2.0)
    for _ in range(18):
        ledger.settle_expansion(40.0)
    assert ledger.left().expansion_cost == pytest.approx((18 * 20 + 2 * 5) / 20)
    by_count = Ledger([parse_budget("10 evals")], ledger.spent)
    assert by_count.left().expansion_cost == ASSUMED_EXPANSION_COST


def test_what_happens_outside_the_search_says_nothing_of_its_costs() -> None:
    ledger = Ledger([parse_budget("1000s")])
    ledger.settle_outside(tokens=5, cost=7)
    spent = ledger.spent
    assert (spent.work, spent.ended_evaluations, spent.tokens, spent.cost) == (0.0, 0, 5, 7)
