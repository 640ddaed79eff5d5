"""The measuring itself is done elsewhere: `make bench-core`."""

from pathlib import Path

import pytest

from archive.fsck import check_archive
from archive.store import Archive
from engine.bench.core import as_page, exponent, measure_inside, remarks_of
from engine.bench.synthetic import make_archive


def test_the_exponent_is_that_of_the_curve() -> None:
    assert exponent({10: 3e-3, 100: 3e-2, 1000: 3e-1}) == pytest.approx(1)
    assert exponent({10: 0.2, 100: 0.2, 1000: 0.2}) == pytest.approx(0)


def test_the_page_has_a_line_for_every_figure() -> None:
    figures = {
        10: {"open for writing": 0.001, "results a second": 400.0},
        1000: {"open for writing": 0.1, "results a second": 400.0},
    }
    page = as_page(figures, "command", 0.3)
    assert "| open for writing | 1.00 | 100.00 | 1.00 |  |" in page
    assert "| results a second | 400 | 400 | 0.00 | 300 |" in page


def test_what_is_written_below_the_table_outlives_the_next_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    assert remarks_of(page) == ""
    page.write_text("# Title\n\n| table |\n\n## Bars\n\nMissed.\n\n## More\n")
    assert remarks_of(page) == "\n## Bars\n\nMissed.\n\n## More\n"


def test_made_up_archives_are_sound_and_can_be_measured(tmp_path: Path) -> None:
    make_archive(tmp_path / "run", agents=30, evaluations=5, policy="hgm", seed=1)
    with Archive.open(tmp_path / "run") as archive:
        lineage = archive.lineage()
        assert (len(lineage), lineage.clade(0).total) == (30, 150)
    # Only logs are left out of what is made up.
    problems = [each.problem for each in check_archive(tmp_path / "run")]
    assert all(each.startswith("Blob ") and each.endswith("missing.") for each in problems)
    figures = measure_inside(tmp_path / "run", 3)
    assert figures["results a second"] > 0
    assert all(value >= 0 for value in figures.values())
