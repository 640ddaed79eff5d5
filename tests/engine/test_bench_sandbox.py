"""The measuring itself is measured elsewhere: `make bench-sandbox`."""

import pytest

from engine.bench.sandbox import PUBLISHED, Timings, as_page, measure, ratio


def test_the_ratio_of_medians_lies_in_its_interval() -> None:
    assert ratio([4.0, 6.0, 5.0] * 5, [1.0, 1.0, 1.0] * 5) == (5.0, 4.0, 6.0)
    times, low, high = ratio([2.0] * 9, [0.5] * 9)
    assert (times, low, high) == (4.0, 4.0, 4.0)


def test_the_page_says_what_took_how_long() -> None:
    page = as_page(
        {
            "docker": Timings(1.5, [0.5, 0.5], {1: (0.5, 120.0)}),
            PUBLISHED: Timings(9.0, [5.0, 5.0], steps=[{"pip install": 2.0}]),
        },
        "command",
    )
    assert "| docker | 1.50 | 0.500 | 0.500 | 10.0 times as long (10.0 to 10.0) |" in page
    assert "| docker | 1 | 0.500 | 120 |" in page
    assert "| pip install | 2.000 |" in page


@pytest.mark.slow
def test_bubblewrap_is_measured() -> None:
    timings = measure(["bubblewrap"], rounds=2)
    assert len(timings["bubblewrap"].warm) == 2
    assert set(timings) == {"bubblewrap"}


@pytest.mark.slow
@pytest.mark.docker
def test_the_published_way_is_measured_beside_ours() -> None:
    timings = measure(["docker"], rounds=2)
    assert [sum(steps.values()) > 0 for steps in timings[PUBLISHED].steps] == [True] * 3
