"""`hgm browse` as a person uses it: keys in, a screen out."""

from pathlib import Path

import pytest
from browsing import (
    BORN,
    HOSTILE,
    browse,
    empty_run,
    evaluate,
    exchange,
    expand,
    screen,
    sees,
    small_run,
    until,
)
from textual.pilot import Pilot
from textual.widgets import Input

from archive.store import Archive
from archive.values import ExpansionOutcome, Verdict
from engine.tui.app import Browse
from engine.tui.lineage_tree import LineageTree

SIZES = [(80, 24), (120, 40)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "small"
    small_run(folder)
    return folder


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_at_the_best_agent_with_its_path_open(run: Path, size: tuple[int, int]) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "★ best", "agent 4", "CMP", "parent ", "made of 3")
        lines = screen(app).splitlines()
        assert all(len(line) == size[0] for line in lines)
        assert len(lines) == size[1]
        assert "7/9 78%" in screen(app)
        assert "(44-93)" in screen(app)

    browse(run, steps, size=size)


@pytest.mark.parametrize("size", SIZES)
def test_keys_lead_everywhere_and_back(run: Path, size: tuple[int, int]) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "★ best")
        await pilot.press("d")
        await sees(pilot, "+made of 3", "-made of 1")
        await pilot.press("x")
        await sees(pilot, "expected  +3 of 20 tasks", "measured  of 8 tasks that both tried")
        await pilot.press("f")
        await sees(pilot, "mark.txt", "tiny.py")
        await pilot.press("e")
        await sees(pilot, "level-08 resolved")
        await pilot.press("enter")
        await sees(pilot, "Verdict", "x.py can change how tests run")
        await pilot.press("tab")
        await sees(pilot, "+new line", "-old line")
        await pilot.press("tab")
        await sees(pilot, "2 passed, 1 failed")
        await pilot.press("tab", "tab")
        await sees(pilot, "all 2 steps")
        await pilot.press("right")
        await sees(pilot, "step 1 of 2: 1.50s tool", "first")
        await pilot.press("right")
        await sees(pilot, "step 2 of 2: ended", "tried: 7")
        await pilot.press("escape", "m")
        await sees(pilot, "some-model, 1,000 in, 50 out")
        await pilot.press("end", "enter")
        await sees(pilot, "2/2", "question 1", "answer 1", "[2 messages as before]")
        assert "question 0" not in screen(app)
        await pilot.press("escape", "escape", "question_mark")
        await sees(pilot, "Keys")
        await pilot.press("escape", "3")
        await sees(pilot, "Best so far", "Budget", "42% 42 of 100 evals")
        await pilot.press("end")
        await sees(pilot, "Workers", "The engine of containers died.")
        await pilot.press("q")
        await until(pilot, lambda: app._exit)

    browse(run, steps, size=size)


def test_children_are_there_once_an_agent_is_opened(run: Path) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        tree = app.query_one(LineageTree)
        await sees(pilot, "★ best", "check exited with 1.")
        assert tree.count() == 6
        await pilot.press("home", "left")
        await until(pilot, lambda: tree.count() == 1)
        await pilot.press("right")
        await until(pilot, lambda: tree.count() > 2)
        await pilot.press("end", "left")
        assert tree.agent == 0
        await pilot.press("b")
        assert tree.agent == 4
        await sees(pilot, "agent 4 ★ best")

    browse(run, steps)


def test_the_table_is_sorted_and_filtered(run: Path) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await pilot.press("2")
        await sees(pilot, "5 of 5 agents", "score")
        await pilot.press("slash", *"score>30", "enter")
        await sees(pilot, "2 of 5 agents")
        app.query_one("#filter", Input).value = "MADE OF 1"
        await pilot.press("slash", "enter")
        await sees(pilot, "2 of 5 agents")
        app.query_one("#filter", Input).value = "[.*"
        await pilot.press("slash", "enter")
        await sees(pilot, "0 of 5 agents")
        app.query_one("#filter", Input).value = "weight>3"
        await pilot.press("slash", "enter")
        await sees(pilot, "there is no column weight", "score")
        app.query_one("#filter", Input).value = "#2"
        await pilot.press("slash", "enter", "enter")
        await sees(pilot, "agent 2 child of 0", "1 errors")
        app.query_one("#filter", Input).value = ""
        await pilot.press("slash", "enter", "s", "S")
        await sees(pilot, "5 of 5 agents", "agent▼")

    browse(run, steps)


def test_the_mouse_chooses_views_tabs_and_rows(run: Path) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "★ best")
        await pilot.click("#lineage", offset=(3, 1))
        await sees(pilot, "agent 1 child of 0")
        await pilot.click("#tabs", offset=(9, 0))
        await sees(pilot, "skill.txt")
        await pilot.click("#bar", offset=(16, 0))
        await sees(pilot, "5 of 5 agents")
        await pilot.click("TableHeader", offset=(1, 0))
        await sees(pilot, "agent▲")

    browse(run, steps)


def test_it_follows_a_run_that_goes_on(tmp_path: Path) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "running", "1 agents", "0 evals")
        assert "not running" not in screen(app)
        child = expand(archive, 0, "born while we look")
        evaluate(archive, child, Verdict.RESOLVED)
        await sees(pilot, "2 agents", "1 evals", "best 1: 1/1 100%")
        archive.begin_evaluation(0, "level-03", sealed=False, seed=1, at=BORN)
        await pilot.press("3")
        await sees(pilot, "1 jobs run", "evaluates agent 0 on level-03")
        archive.close()
        await sees(pilot, "not running", "left by a run that does not go on")

    archive = empty_run(tmp_path / "run")
    browse(tmp_path / "run", steps)


def test_an_empty_run_has_a_root_and_nothing_else(tmp_path: Path) -> None:
    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "1 agents", "no verdict", "The root has no parent.")
        for key, text in (
            ("e", "Never evaluated."),
            ("m", "Nothing was asked of a model"),
            ("x", "The root was given, not made."),
            ("3", "Best so far: agent 0, no verdict"),
            ("2", "1 of 1 agents"),
        ):
            await pilot.press(key)
            await sees(pilot, text)

    empty_run(tmp_path / "run").close()
    browse(tmp_path / "run", steps)


def test_what_agents_wrote_is_shown_and_never_obeyed(tmp_path: Path) -> None:
    hostile = HOSTILE.encode("utf-8", "surrogatepass")
    loud = "\x1b" + "[bold]\u202e"

    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "★ best")
        for key in ("d", "x", "f", "e", "m"):
            await pilot.press(key)
            await pilot.pause(0.3)
            _is_harmless(screen(app))
        await pilot.press("e")
        await sees(pilot, "␛]0;owned")
        await pilot.press("home", "enter")
        await sees(pilot, "Verdict", "[bold]loud[/bold]")
        for _ in range(6):
            await pilot.press("tab", "right", "right")
            await pilot.pause(0.2)
            _is_harmless(screen(app))
        await pilot.press("escape", "f")
        await sees(pilot, "evil.py")
        await pilot.press("home", "enter")
        await sees(pilot, "protocol = 1")
        await pilot.press("right")
        await sees(pilot, "[bold]loud[/bold]")
        await pilot.press("escape", "3", "end")
        await sees(pilot, "Trouble", "␛")
        _is_harmless(screen(app))
        assert app.is_running

    with empty_run(tmp_path / "run") as archive:
        job = archive.begin_expansion(0, seed=1, at=BORN)
        source = {
            **archive.source(0),
            "evil.py": b"x = '''" + hostile.replace(b"\0", b"") + b"\n" + b"(" * 5000,
        }
        archive.finish_expansion(
            job.id, source=source, seconds=1.0, notes=b"expected: " + hostile, log=hostile
        )
        evaluate(
            archive,
            1,
            Verdict.RESOLVED,
            reason=HOSTILE.replace("\ud800", ""),
            patch=hostile,
            log=b"a" * 2_200_000,
            grade_log=("e\u0301" + "\u0301" * 100_000).encode() + b"\n" * 60_000,
            transcript=b"[" * 100_000 + b"\n" + hostile + b"\n" + b'{"role": ["\\u001b[1m"]}\n',
            flags=[loud],
            exchanges=[exchange(b'{"request": 7, "answer": ["\\u001b"]}', loud, role=loud)],
        )
        for outcome in (ExpansionOutcome.FAILED, ExpansionOutcome.ERROR):
            failed = archive.begin_expansion(1, seed=1, at=BORN)
            archive.fail_expansion(failed.id, outcome, loud, seconds=1.0)
    browse(tmp_path / "run", steps, size=(80, 24))


def _is_harmless(text: str) -> None:
    bad = {chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))} - {"\n"}
    assert not bad & set(text)
    assert not {"\u202e", "\u200b", "\ud800"} & set(text)


def test_a_run_whose_files_are_gone_still_opens(tmp_path: Path) -> None:
    import shutil

    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "★ best")
        await pilot.press("x")
        await sees(pilot, "is missing from the run's folder")
        await pilot.press("d")
        await sees(pilot, "It cannot be read: git diff-tree failed")

    small_run(tmp_path / "run")
    shutil.rmtree(tmp_path / "run" / "blobs")
    shutil.rmtree(tmp_path / "run" / "archive.git" / "objects")
    (tmp_path / "run" / "archive.git" / "objects").mkdir()
    browse(tmp_path / "run", steps)


def test_estimates_stand_in_for_shares_where_shares_would_mislead(tmp_path: Path) -> None:
    from engine.policies.choose import make_policy

    async def steps(app: Browse, pilot: Pilot[None]) -> None:
        await sees(pilot, "of all tasks", "parent yes", "CMP")
        assert f"~{100 * belief.accuracy[4]:.0f}%" in screen(app)
        await pilot.press("2")
        await sees(pilot, "~best")

    small_run(tmp_path / "run", policy="tree-rasch")
    with Archive.open(tmp_path / "run") as archive:
        belief = make_policy("tree-rasch").belief(archive.lineage())
    browse(tmp_path / "run", steps)
