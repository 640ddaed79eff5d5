"""The measuring itself is measured elsewhere: `make bench-evals`."""

import pytest

from engine.bench.evals import Overheads, as_page, measure


def test_the_page_says_what_took_how_long() -> None:
    page = as_page({"small": Overheads([0.5, 0.5], [1.0, 1.0], [15.0, 15.0])}, "command")
    row = "| small (1 files) | 2 | 0.50 s | 15.00 s | 30.0 times as long (30.0 to 30.0) | 1.00 s |"
    assert row in page


@pytest.mark.slow
@pytest.mark.docker
def test_swebenchs_own_runner_is_measured_beside_ours() -> None:
    (found,) = measure(rounds=1, sizes={"small": 0}).values()
    (ours,), (theirs,), (whole,) = found.grading, found.official, found.evaluation
    assert 0 < ours < theirs
    assert ours < whole
