"""How quick is `hgm browse` on a large run that goes on? `make bench-tui`.

Makes runs of 100 to 10,000 agents with five evaluations each, lets another process record 100
results a second, and measures the command itself in a pseudo-terminal: from its start to the tree
on the screen, from a key to its effect on the screen, and how often the screen follows the run.
"""

import argparse
import fcntl
import os
import platform
import pty
import re
import select
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from archive.store import Archive
from engine.bench.core import evaluate_some
from engine.bench.synthetic import make_archive
from engine.tui.snapshot import Watch

SIZES = (100, 1_000, 10_000)
EVALUATIONS = 5
RATE = 100
COLUMNS, LINES = 120, 40
_OPENINGS, _PRESSES = 5, 20
_PATIENCE = 60.0
_HEADING = re.compile(rb"agent (\d+)\D")
_COUNT = re.compile(rb"([\d,]+) evals")
_DOWN, _UP, _PAGE_DOWN, _PAGE_UP = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~"

Figures = Mapping[str, float]
"""Name -> seconds, unless the name says otherwise."""


class Terminal:
    """The command in a pseudo-terminal, read as bytes."""

    def __init__(self, folder: Path) -> None:
        own, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        command = [sys.executable, "-m", "engine.cli.main", "browse", str(folder)]
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=its, stdout=its, stderr=its, env=environment, start_new_session=True
        )
        os.close(its)
        self._own = own
        self.agent = b""
        """In the heading that was drawn last."""
        self._tail = b""
        """The end of what was read, in which a heading may begin."""

    def press(self, key: bytes) -> None:
        """Type it."""
        os.write(self._own, key)

    def read(self, seconds: float) -> bytes:
        """What is drawn next; nothing where nothing is."""
        if not select.select([self._own], [], [], seconds)[0]:
            return b""
        try:
            drawn = os.read(self._own, 1 << 16)
        except OSError:
            # So a terminal says that its program has ended.
            return b""
        if found := _HEADING.findall(self._tail + drawn):
            self.agent = found[-1]
        self._tail = drawn[-20:]
        return drawn

    def wait_for(self, text: bytes) -> float:
        """Seconds since the start until it was drawn."""
        until, seen = time.perf_counter() + _PATIENCE, b""
        while text not in seen:
            if time.perf_counter() > until:
                raise TimeoutError(f"{text!r} was not drawn: {seen[-500:]!r}")
            seen = seen[-200:] + self.read(0.1)
        return time.perf_counter() - self.began

    def answer(self, key: bytes) -> float:
        """Seconds from a key until another agent is shown."""
        before, pressed = self.agent, time.perf_counter()
        self.press(key)
        while self.agent == before:
            self.read(0.1)
            if time.perf_counter() - pressed > _PATIENCE:
                raise TimeoutError("a key had no effect")
        return time.perf_counter() - pressed

    def processor(self) -> float:
        """Seconds of processor time that the command has used."""
        status = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, status[11:13])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """Leave as people do."""
        self.press(b"q")
        while self.process.poll() is None:
            self.read(0.1)
        os.close(self._own)


def main() -> None:
    """Measure, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--output", type=Path, default=Path("docs/bench-tui.md"))
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        keep_writing(options.write)
        return
    load = os.getloadavg()[0]
    figures: dict[int, Figures] = {}
    for size in options.sizes:
        figures[size] = measure(size)
        options.output.write_text(as_page(figures, load))
    sys.stdout.write(options.output.read_text())


def keep_writing(folder: Path) -> None:
    """Record RATE results a second until killed."""
    with Archive.open(folder, write=True) as archive:
        archive.lineage()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        began, step = time.monotonic(), 0
        while True:
            evaluate_some(archive, step)
            step += 1
            time.sleep(max(0.0, began + step / RATE - time.monotonic()))


@contextmanager
def _writer(folder: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "engine.bench.tui", "--write", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            yield
        finally:
            process.kill()


def measure(agents: int) -> Figures:
    """Everything about one size."""
    with tempfile.TemporaryDirectory(prefix="hgm-bench-") as name:
        folder = Path(name) / "run"
        make_archive(folder, agents=agents, evaluations=EVALUATIONS, policy="hgm", seed=0)
        with Archive.open(folder, write=True) as archive:
            archive.lineage()
        with _writer(folder):
            figures = {**_opening(folder), **_keys(folder), **_looks(folder)}
    print(agents, figures, file=sys.stderr, flush=True)  # noqa: T201 - a script's narration
    return figures


def _opening(folder: Path) -> Figures:
    seconds, processor = [], []
    for _ in range(_OPENINGS):
        terminal = Terminal(folder)
        seconds.append(terminal.wait_for("★ best".encode()))
        processor.append(terminal.processor())
        terminal.close()
    return {
        "open: start of the command to the tree on the screen": statistics.median(seconds),
        f"open, quickest of {_OPENINGS}": min(seconds),
        "open, processor, least": min(processor),
    }


def _keys(folder: Path) -> Figures:
    figures = {}
    terminal = Terminal(folder)
    terminal.wait_for("★ best".encode())
    time.sleep(1)
    terminal.press(b"1\x1b[H")
    for view, prepare, there, back in (
        ("key press, lineage", b"\x1b[H", _DOWN, _UP),
        ("key press, agents", b"2\x1b[H", _DOWN, _UP),
        ("key press, agents, a page", b"\x1b[H", _PAGE_DOWN, _PAGE_UP),
    ):
        terminal.press(prepare)
        _rest(terminal, 1.5)
        used = terminal.processor()
        presses = sorted(
            _pressed(terminal, back if number % 2 else there) for number in range(_PRESSES)
        )
        used = terminal.processor() - used
        figures[f"{view}, median"] = statistics.median(presses)
        figures[f"{view}, 95 %"] = presses[int(0.95 * (len(presses) - 1))]
        figures[f"{view}, processor, all that goes on meanwhile included"] = used / _PRESSES
    figures["updates of the screen a second"] = _updates(terminal, 5.0)
    terminal.close()
    return figures


def _pressed(terminal: Terminal, key: bytes) -> float:
    _rest(terminal, 0.05)
    return terminal.answer(key)


def _rest(terminal: Terminal, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while (left := until - time.perf_counter()) > 0:
        terminal.read(left)


def _updates(terminal: Terminal, seconds: float) -> float:
    """How often another number of evaluations is drawn."""
    until, seen = time.perf_counter() + seconds, set()
    while (left := until - time.perf_counter()) > 0:
        seen.update(_COUNT.findall(terminal.read(left)))
    return len(seen) / seconds


def _looks(folder: Path) -> Figures:
    """What one look at the changed run takes, in the thread that reads."""
    with Archive.open(folder) as archive:
        watch = Watch(archive)
        watch.look()
        seconds = []
        for _ in range(10):
            time.sleep(0.5)
            began = time.perf_counter()
            watch.look()
            seconds.append(time.perf_counter() - began)
    return {"refresh: one look at the run": statistics.median(seconds)}


def as_page(figures: Mapping[int, Figures], load: float) -> str:
    """The result as Markdown."""
    sizes = list(figures)
    lines = [
        "# How quick `hgm browse` is",
        "",
        f"`make bench-tui` on {os.cpu_count()} cores, {platform.machine()}, Linux "
        f"{platform.release()},",
        f"Python {platform.python_version()}, load average {load:.1f} at the start, as the",
        "machine was busy with other work. Runs are made up; another process records "
        f"{RATE} results a second",
        f"meanwhile. The command runs in a pseudo-terminal of {COLUMNS} by {LINES}; a key counts "
        "until the agent",
        "that it leads to is drawn.",
        "Milliseconds.",
        "",
        "| | " + " | ".join(f"{size:,} agents" for size in sizes) + " |",
        "| --- |" + " --- |" * len(sizes),
    ]
    for name in figures[sizes[-1]]:
        cells = (_cell(name, figures[size].get(name)) for size in sizes)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _cell(name: str, value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.1f}" if name.endswith("a second") else f"{1000 * value:.0f}"


if __name__ == "__main__":
    main()
