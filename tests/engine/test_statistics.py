import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from engine.statistics import beta_quantile, compare_paired, interval

counts = st.integers(min_value=0, max_value=200)


@given(counts, counts)
def test_the_posterior_quantile_has_its_probability_below_it(
    resolved: int, unresolved: int
) -> None:
    """For whole numbers the Beta distribution function is a binomial tail, summed here exactly."""
    x = float(beta_quantile(np.array([resolved]), np.array([unresolved]), quantile=0.01)[0])
    n = resolved + unresolved + 1
    tail = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(resolved + 1, n + 1))
    assert tail == pytest.approx(0.01, rel=1e-6)


@given(
    st.lists(st.tuples(counts, counts), max_size=50),
    st.sampled_from([0.01, 0.025, 0.5, 0.975, 0.99]),
)
def test_quantiles_are_those_of_scipy(tallies: list[tuple[int, int]], quantile: float) -> None:
    resolved, unresolved = np.array(tallies, int).reshape(-1, 2).T
    expected = betaincinv(1.0 + resolved, 1.0 + unresolved, quantile)
    found = beta_quantile(resolved, unresolved, quantile=quantile)
    assert np.allclose(found, expected, rtol=1e-11, atol=0)


def test_more_tallies_than_are_added_up_at_once_have_their_quantiles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolved, unresolved = np.divmod(np.arange(400), 20)
    whole = beta_quantile(resolved, unresolved, quantile=0.01)
    monkeypatch.setattr("engine.statistics._TERMS", 100)
    assert np.allclose(beta_quantile(resolved, unresolved, quantile=0.01), whole, rtol=1e-13)


def test_a_quantile_does_not_wait_for_scipy() -> None:
    code = (
        "import sys; from engine.statistics import interval; interval(3, 4); "
        "sys.exit('scipy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@given(counts, counts)
def test_the_interval_holds_the_posterior_mean(resolved: int, unresolved: int) -> None:
    low, high = interval(resolved, unresolved)
    assert 0 <= low < (1 + resolved) / (2 + resolved + unresolved) < high <= 1


def test_no_evidence_gives_the_uniform_posterior() -> None:
    assert interval(0, 0) == pytest.approx((0.025, 0.975))


def test_mcnemar_is_the_exact_binomial_test_of_the_discordant_pairs() -> None:
    a = [True] * 2 + [False] * 10 + [True] * 20
    b = [False] * 2 + [True] * 10 + [True] * 20
    paired = compare_paired(a, b)
    assert (paired.only_a, paired.only_b, paired.both, paired.neither) == (2, 10, 20, 0)
    expected = 2 * sum(math.comb(12, k) for k in range(3)) / 2**12
    assert paired.p_value == pytest.approx(expected)
    assert paired.difference == pytest.approx(8 / 32)


def test_newcombes_interval_gives_his_published_example() -> None:
    """Newcombe 1998, table II, example (36, 12, 2, 0), method 10: 0.0569 to 0.3404."""
    a = [True] * 36 + [False] * 2 + [True] * 12
    b = [True] * 36 + [True] * 2 + [False] * 12
    paired = compare_paired(b, a)
    assert paired.difference == pytest.approx(0.2)
    assert paired.low == pytest.approx(0.0569, abs=5e-5)
    assert paired.high == pytest.approx(0.3404, abs=5e-5)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60))
def test_swapping_the_agents_turns_the_comparison_round(pairs: list[tuple[bool, bool]]) -> None:
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    there, back = compare_paired(a, b), compare_paired(b, a)
    assert there.p_value == back.p_value
    assert there.difference == -back.difference
    assert there.low == pytest.approx(-back.high)
    assert there.low <= there.difference <= there.high


def test_equal_agents_differ_by_nothing() -> None:
    paired = compare_paired([True, False] * 5, [True, False] * 5)
    assert paired.p_value == 1
    assert paired.low < 0 < paired.high


def test_nothing_in_common_is_no_comparison() -> None:
    with pytest.raises(ValueError, match="same tasks"):
        compare_paired([], [])
