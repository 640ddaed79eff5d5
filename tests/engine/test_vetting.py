"""What counts as a change of an agent."""

import pytest

from archive.lineage import LineageBuilder
from archive.values import ExpansionOutcome, Verdict
from engine.effect import Effect, effect
from engine.vetting import meaning

CODE = b'"""About it."""\n\nX = 1\n\n\ndef f(a):\n    """What it does."""\n    return a + X\n'


def mean(code: bytes, path: str = "agent/main.py") -> str:
    return meaning({path: code, "agent.toml": b"x"})


@pytest.mark.parametrize(
    "same",
    [
        CODE + b"# a thought\n",
        CODE.replace(b"    ", b"  "),
        CODE.replace(b"a + X", b"a  +  X  # why"),
        CODE.replace(b"About it.", b"About something else."),
        CODE.replace(b'    """What it does."""\n', b""),
        CODE.replace(b"\n", b"\r\n"),
    ],
)
def test_blanks_comments_and_docstrings_change_nothing(same: bytes) -> None:
    assert mean(same) == mean(CODE)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace(b"X = 1", b"X = 2"),
        CODE.replace(b"    return", b"    a += 1\n    return"),
        CODE.replace(b"    return", b"return"),
        CODE.replace(b"X = 1", b"X = 'a'; 'b'"),
        CODE + b"print(__doc__)\n",
        b"this is (no Python",
        b"",
    ],
)
def test_what_the_interpreter_sees_is_a_change(other: bytes) -> None:
    assert mean(other) != mean(CODE)


def test_docstrings_count_where_they_are_read() -> None:
    shown = CODE + b"print(__doc__)\n"
    assert mean(shown) != mean(shown.replace(b"About it.", b"About something else."))


def test_prompts_count_and_documents_do_not() -> None:
    assert mean(b"Do it.\n", "prompts/solve.md") == mean(b"Do it.  \n\n", "prompts/solve.md")
    assert mean(b"Do it.\n", "prompts/solve.md") != mean(b"Do it well.\n", "prompts/solve.md")
    assert mean(b"a:\n  b\n", "rules.yaml") != mean(b"a:\nb\n", "rules.yaml")
    assert mean(b"Old.", "README.md") == mean(b"New.", "README.md")
    assert mean(b"Old.", "docs/CHANGES") == mean(b"New.", "docs/CHANGES")


def test_names_count_and_cannot_be_mistaken_for_contents() -> None:
    assert meaning({"a": b"b"}) != meaning({"b": b"a"})
    assert meaning({"a.txt": b"1", "b.txt": b"2"}) != meaning({"a.txt": b"1\nb.txt\n2"})


def test_an_effect_is_measured_where_both_have_a_verdict() -> None:
    books = LineageBuilder(["a", "b", "c", "d"])
    books.add_root()
    books.begin_expansion(0, 0)
    books.finish_expansion(0, ExpansionOutcome.CHILD, child=1)
    verdicts = {(0, "a"): False, (0, "b"): True, (0, "c"): True, (1, "a"): True, (1, "b"): False}
    for job, ((agent, task), resolved) in enumerate({**verdicts, (1, "c"): True}.items(), start=1):
        books.begin_evaluation(job, agent, task)
        books.finish_evaluation(job, Verdict.RESOLVED if resolved else Verdict.UNRESOLVED)
    found = effect(books.view(), 1)
    assert found == Effect(3, ("a",), ("b",))
