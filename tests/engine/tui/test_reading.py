"""What the browser makes of a run, without a terminal."""

from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
import pytest
from browsing import small_run
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from archive.store import Archive
from engine.budget import BudgetLeft
from engine.plain import plain, plain_lines
from engine.policies.choose import POLICIES, make_policy
from engine.policies.policy import Evaluate, Expand
from engine.tui.code import source
from engine.tui.filtering import NotUnderstood, parse_filter
from engine.tui.folding import folds
from engine.tui.history import History
from engine.tui.snapshot import Watch
from engine.tui.steps import transcript_steps


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("runs") / "small"
    small_run(folder)
    return Archive.open(folder)


@given(st.text())
def test_nothing_that_is_shown_speaks_to_the_terminal(text: str) -> None:
    shown = plain(text)
    codes = {ord(letter) for letter in shown} - {9, 10}
    assert not {code for code in codes if code < 0x20 or 0x7F <= code < 0xA0}
    assert not {0x202E, 0x2028, 0x200B, 0xD800} & codes
    shown.encode()


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.integers(10, 40))
def test_lines_are_broken_where_they_end_and_nothing_is_lost(text: str, width: int) -> None:
    for line in plain_lines(text):
        places = [0, *folds(line, width), len(line)]
        parts = [line[start:end] for start, end in pairwise(places)]
        assert "".join(parts) == line
        assert all(cell_len(part) <= width for part in parts)


def test_what_is_too_long_is_cut_and_counted() -> None:
    lines = plain_lines("a\n" * 3_000_000)
    assert len(lines) <= 50_001
    assert lines[-1] == "[5,900,000 more characters are not shown]"


def test_a_source_is_coloured_as_far_as_it_is_python() -> None:
    content = b"def f():\n    '''text\n    more'''\n    return 1  # why\n(((\n"
    lines = source("a.py", content)
    assert "\n".join(line.plain for line in lines) == content.decode().rstrip("\n")
    assert lines[0].spans
    assert lines[1].spans
    assert lines[2].spans
    assert not source("a.txt", content)[0].spans
    assert "no text" in source("a.py", b"\0\1")[0].plain


def test_transcripts_of_any_kind_are_steps() -> None:
    steps = transcript_steps('{"role": "tool", "content": "a\\nb"}\nplain words\n[1]\n\n{"x": {}}')
    assert [step.title for step in steps] == ["tool", "plain words", "[1]", ""]
    assert [line.plain for line in steps[0].lines] == ["content: ", "  a", "  b"]


def test_a_history_ends_where_the_run_is(archive: Archive) -> None:
    watch = Watch(archive)
    now, history = watch.look(), History(archive, watch.policy)
    stories = list(accumulate(range(20), lambda _, __: history.advance(0.01), initial=None))
    story = stories[-1]
    assert story is not None
    assert story.complete
    last = story.points[-1]
    assert (last.best, last.agents) == (now.best, len(now.lineage))
    assert last.accuracy == now.belief.accuracy[now.best]
    assert last.evaluations == now.spent.evaluations
    assert (last.spent.work, last.spent.cost) == (now.spent.work, now.spent.cost)
    assert story.work.sum() == pytest.approx(now.spent.work - 1.0)
    assert story.errors.sum() == 1
    assert watch.look() is now


@pytest.mark.parametrize("name", POLICIES)
def test_chances_are_how_often_the_policy_chooses(archive: Archive, name: str) -> None:
    policy, lineage, budget = make_policy(name), archive.lineage(), BudgetLeft(0.5)
    outlook = policy.outlook(lineage, budget, np.random.default_rng(0))
    assert outlook.parent.sum() == pytest.approx(1)
    assert outlook.candidate.sum() == pytest.approx(1)
    metaproductivity = policy.metaproductivity(lineage)
    assert (outlook.clade_low <= metaproductivity).all()
    assert (metaproductivity <= outlook.clade_high).all()
    chosen = np.zeros(len(lineage))
    for seed in range(400):
        action = policy.decide(lineage, budget, np.random.default_rng(seed))
        assert isinstance(action, Expand | Evaluate)
        chosen[action.agent] += 1 / 400
    expected = outlook.parent if isinstance(action, Expand) else outlook.candidate
    assert np.abs(chosen - expected).max() < 0.16


def test_a_search_in_diffs_takes_letters_as_they_are(archive: Archive) -> None:
    assert archive.agents_changing("MADE of 0") == [1, 2, 3]
    assert archive.agents_changing("made.of") == []
    assert archive.agents_changing("(") == archive.agents_changing("--output=x") == []


def test_filters_say_what_is_wrong() -> None:
    asked = parse_filter("score>=30% flagged #4 two words", ["score"])
    assert asked.comparisons == (("score", ">=", 30.0),)
    assert (asked.states, asked.agents, asked.text) == (("flagged",), (4,), "two words")
    with pytest.raises(NotUnderstood, match="no column size"):
        parse_filter("size>3", ["score"])


def test_folders_that_are_no_run_are_refused_in_one_sentence(tmp_path: Path) -> None:
    from commands import hgm

    (tmp_path / "other").mkdir()
    assert "is no run" in hgm(tmp_path, "browse", "other", "--serve", status=2)
    small_run(tmp_path / "run")
    assert "needs a terminal" in hgm(tmp_path, "browse", "run", status=2)
