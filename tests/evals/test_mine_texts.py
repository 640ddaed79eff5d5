"""What a task says, and what may not be in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.mine.choose import Candidate
from evals.mine.history import Commit
from evals.mine.issues import Issues
from evals.mine.runs import Found, Outcome, Run, classify
from evals.mine.statement import Fix, clean, leaks, read_fix, write_statement
from sandbox.files import File

BEFORE = """\
def parse(text):
    return text.split(",")
"""
AFTER = """\
def parse(text, *, quoteChar=None):
    pieces_found = text.strip().split(",")
    return [each.strip() for each in pieces_found]
"""
TESTS = "from rows import parse\n\n\ndef test_quote():\n    parse('a', quoteChar='x')\n"


def commit(message: str) -> Commit:
    return Commit(id="ab12" * 10, parents=("cd34" * 10,), time=0, message=message)


FOUND = Found(
    fail_to_pass=("test_rows.py::test_empty_rows_have_no_cells",),
    pass_to_pass=(),
    flaky=(),
    messages=("assert [''] == []",),
    seconds=1.0,
)


FIX = read_fix(
    Candidate(
        commit=commit("x"),
        start={"rows.py": File(BEFORE.encode())},
        end={"rows.py": File(AFTER.encode()), "test_rows.py": File(TESTS.encode())},
        test_files=("test_rows.py",),
    )
)


@pytest.fixture
def fix() -> Fix:
    return FIX


def test_a_fix_is_its_lines_its_new_names_and_its_files(fix: Fix) -> None:
    assert 'returntext.split(",")' in fix.lines
    assert {"pieces_found", "quoteChar", "each"} <= fix.new_words
    assert fix.interface == ("quoteChar",)
    assert fix.paths == {"rows.py"}


@pytest.mark.parametrize(
    "line",
    [
        "Signed-off-by: A. Developer <a@example.org>",
        "Co-authored-by: A. Developer <a@example.org>",
        "Fixes: #12",
        "Closes #12.",
        "See https://example.org/issues/12",
        "Change-Id: I0123456789",
        "(cherry picked from commit 0123456789abcdef0123456789abcdef01234567)",
        'Now return text.split(",") is gone',
        "    return [each.strip() for each in pieces_found]",
        "The variable pieces_found holds them.",
        'Use `text.strip().split(",")` there.',
        "diff --git a/rows.py b/rows.py",
        "@@ -1,2 +1,3 @@",
    ],
)
def test_a_line_that_gives_it_away_is_gone(fix: Fix, line: str) -> None:
    text = f"Cells keep their blanks\n\nBlanks around cells stay.\n{line}\n\nThat is wrong."
    told = clean(text, fix)
    assert told == "Cells keep their blanks\n\nBlanks around cells stay.\n\nThat is wrong."


def test_a_line_of_the_fix_that_is_broken_into_two_is_gone_too(fix: Fix) -> None:
    text = 'Cells keep their blanks\n\nIt must not return\n    text.split(",") any more.'
    assert clean(text, fix) == "Cells keep their blanks"
    assert leaks('It must not return\ntext.split(",")', fix)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("fix(rows): cells keep blanks (#12)", "Cells keep blanks"),
        ("Fix #12: cells keep blanks", "Cells keep blanks"),
        ("Cells keep blanks since 3f2a9c1d0", "Cells keep blanks since"),
        ("parse('a, b') gives ' b'", "parse('a, b') gives ' b'"),
        ("Cells keep blanks. Made pieces_found strip. Bad.", "Cells keep blanks. Bad."),
        ("The decade was effaced", "The decade was effaced"),
        ("Rows of `rows.py` keep blanks", "Rows of the code keep blanks"),
        ("src/rows.py and arrows.py stay", "src/rows.py and arrows.py stay"),
    ],
)
def test_what_is_about_the_problem_stays(fix: Fix, text: str, told: str) -> None:
    assert clean(text, fix) == told


@pytest.mark.parametrize(
    "message", ["fix", "wip", "Fix tests", "Update rows.py", "misc fixes (#3)"]
)
def test_a_message_that_says_nothing_is_replaced(fix: Fix, message: str) -> None:
    statement = write_statement(message, None, fix, FOUND)
    assert statement is not None
    assert statement.told_by == "tests"
    assert "- empty rows have no cells" in statement.text
    assert "assert [''] == []" in statement.text


def test_names_that_tests_use_are_told_and_others_are_not(fix: Fix) -> None:
    statement = write_statement("Cells in quotes may hold commas", None, fix, FOUND)
    assert statement is not None
    assert statement.text.endswith("because tests use it: `quoteChar`.")
    assert "pieces_found" not in statement.text


def test_an_issue_comes_before_the_message(fix: Fix) -> None:
    statement = write_statement("Strip blanks of cells", "Blanks are kept in cells", fix, FOUND)
    assert statement is not None
    assert (statement.told_by, statement.text.splitlines()[0]) == (
        "issue",
        "Blanks are kept in cells",
    )


def test_issues_are_found_by_commit_number_and_key() -> None:
    issues = Issues({"ab12ab12": "by commit", "12": "by number", "ROWS-7": "by key"})
    assert issues.text_for(commit("x #12")) == "by commit"
    other = Issues({"12": "by number", "ROWS-7": "by key"})
    assert other.text_for(commit("Fix #12")) == "by number"
    assert other.text_for(commit("rows-7: fix")) == "by key"
    assert other.text_for(commit("Fix #13")) is None


@given(st.text(max_size=300), st.sampled_from(AFTER.splitlines()), st.text(max_size=300))
def test_whatever_surrounds_it_no_line_of_the_fix_is_told(
    before: str, line: str, after: str
) -> None:
    told = clean(f"{before}\n{line}\n{after}", FIX)
    assert not any(each.strip() in told for each in AFTER.splitlines())
    assert not leaks(told, FIX)


# -- what tests did, before and after


def run(ended: bool = True, **statuses: str) -> Run:
    outcomes = {id: Outcome(status, f"{id} {status}") for id, status in statuses.items()}
    return Run(outcomes=outcomes, ended=ended, seconds=1.0, last_words="")


def test_tests_are_sorted_by_what_they_did_every_time() -> None:
    before = [
        run(fixed="failed", kept="passed", shaky="failed", unstable="passed", skipped="skipped"),
        run(fixed="error", kept="passed", shaky="failed", unstable="failed", skipped="skipped"),
    ]
    after = [
        run(
            fixed="passed",
            kept="passed",
            shaky=shaky,
            unstable="passed",
            skipped="passed",
            new="passed",
            broken="failed",
        )
        for shaky in ("passed", "failed")
    ]
    found = classify(before, after)
    assert found.fail_to_pass == ("fixed", "new")
    assert found.pass_to_pass == ("kept",)
    assert found.flaky == ("shaky", "unstable")
    assert found.messages == ("fixed failed",)
