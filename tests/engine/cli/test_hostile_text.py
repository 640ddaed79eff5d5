"""What agents wrote, on a terminal."""

import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from recorded import Recorder

from archive.values import Verdict
from engine.cli.printing import draw

HOSTILE = "\x1b[2J\x1b]0;pwned\x07[/bold] [red]:smile: \u202efed\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run whose agents write what a terminal would obey."""
    folder = tmp_path_factory.mktemp("hostile") / "run"
    recorder = Recorder(folder, ["a", "b"], budget=("8 evals",))
    child = recorder.child(0, text=HOSTILE, notes=HOSTILE)
    recorder.verdict(child, "a", Verdict.UNRESOLVED, reason=HOSTILE, flags=[HOSTILE])
    recorder.failure(child, HOSTILE)
    recorder.archive.close()
    return folder


def on_a_terminal(words: Sequence[str]) -> str:
    """What a command writes where somebody sees it."""
    outer, inner = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "engine.cli.main", *words],
        stdin=subprocess.DEVNULL, stdout=inner, stderr=inner,
        env={**os.environ, "TERM": "dumb", "COLUMNS": "120"},
    ) as process:  # fmt: skip
        os.close(inner)
        seen = b""
        try:
            while block := os.read(outer, 65536):
                seen += block
        except OSError:  # The other end of a terminal is gone.
            pass
    os.close(outer)
    assert process.returncode == 0, seen
    return seen.decode()


@pytest.mark.parametrize(
    "words",
    [["show", "1"], ["diff", "1"], ["log"], ["log", "0"], ["tree"], ["status"]],
    ids=" ".join,
)
def test_a_terminal_is_told_nothing_by_agents(run: Path, words: list[str]) -> None:
    seen = on_a_terminal([words[0], str(run), *words[1:]])
    assert not {"\x1b", "\x07", "\u202e"} & set(seen)
    if words not in (["tree"], ["status"]):
        assert "[/bold] [red]:smile:" in seen


def test_no_text_is_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    draw(f"The root cannot reproduce: {HOSTILE}")
    seen = capsys.readouterr().out
    assert "[/bold] [red]:smile:" in seen
    assert "\x1b" not in seen


def test_programs_get_a_diff_as_it_is(run: Path) -> None:
    words = [sys.executable, "-m", "engine.cli.main", "diff", str(run), "1"]
    assert HOSTILE in subprocess.check_output(words).decode()
