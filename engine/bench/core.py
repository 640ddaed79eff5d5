"""What does one step cost as a run grows? `make bench-core`.

Makes runs of 100 to 100,000 agents with five evaluations each and measures on each, in a process of
its own: opening, one decision, one record, one child, the memory it takes, and `hgm status` as a
command. Writes a page with the curve and its exponent.
"""

import argparse
import json
import math
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from archive.store import Archive
from archive.values import Verdict
from engine.bench.synthetic import ROOT, TASKS, make_archive
from engine.budget import BudgetLeft
from engine.policies.choose import make_policy
from engine.policies.policy import Action, Policy

SIZES = (100, 1_000, 10_000, 100_000)
EVALUATIONS = 5
_NOW = datetime(2026, 6, 1, tzinfo=UTC)
_HALF = BudgetLeft(0.5)
_LOG = b"what a job says\n" * 60

Figures = Mapping[str, float]
"""Name -> value; seconds, unless the name says otherwise."""

_BARS = {
    "decide, hgm (evaluation)": "10 ms with its record",
    "decide, hgm (expansion)": "10 ms with its record",
    "decide, tree-rasch (evaluation)": "50 ms with its record",
    "decide, tree-rasch (expansion)": "50 ms with its record",
    "results a second": "300",
    "hgm status": "1000 ms",
}


def main() -> None:
    """Measure, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--output", type=Path, default=Path("docs/bench-core.md"))
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        sys.stdout.write(json.dumps(measure_inside(options.inside, options.steps)))
        return
    load, remarks = os.getloadavg()[0], remarks_of(options.output)
    command = f"python -m engine.bench.core {' '.join(sys.argv[1:])}".strip()
    figures: dict[int, Figures] = {}
    for size in options.sizes:
        figures[size] = measure(size, options.steps)
        options.output.write_text(as_page(figures, command, load) + remarks)
    sys.stdout.write(options.output.read_text())


def remarks_of(page: Path) -> str:
    """What somebody wrote below the table of an earlier page, from the first heading there on."""
    _, heading, text = page.read_text().partition("\n## ") if page.exists() else ("", "", "")
    return heading + text


def measure(agents: int, steps: int) -> Figures:
    """Everything about one size."""
    with tempfile.TemporaryDirectory(prefix="hgm-bench-") as name:
        folder = Path(name) / "run"
        make_archive(folder, agents=agents, evaluations=EVALUATIONS, policy="hgm", seed=0)
        unknown = _status(folder, rounds=1)
        command = [sys.executable, "-m", "engine.bench.core", "--inside", str(folder)]
        done = subprocess.run(
            [*command, "--steps", str(steps)], capture_output=True, text=True, check=True
        )
        known = _status(folder, rounds=5)
        figures = {
            **json.loads(done.stdout),
            "hgm status": known[0],
            "hgm status, processor": known[1],
            "hgm status, no checkpoint": unknown[0],
        }
    print(agents, figures, file=sys.stderr, flush=True)  # noqa: T201 - a script's narration
    return figures


def _status(folder: Path, *, rounds: int) -> tuple[float, float]:
    """Median seconds of the whole command, and the least processor time of one."""
    command = [sys.executable, "-m", "engine.cli.main", "status", str(folder), "--json"]
    seconds, processor = [], []
    for _ in range(rounds):
        used = _processor_of_children()
        seconds.append(_seconds(partial(subprocess.run, command, capture_output=True, check=True)))
        processor.append(_processor_of_children() - used)
    return statistics.median(seconds), min(processor)


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure_inside(folder: Path, steps: int) -> Figures:
    """What only the process that writes can measure, memory included."""
    before = _memory()
    figures: dict[str, float] = {}
    with Archive.open(folder, write=True) as archive:
        figures["open for writing"] = _seconds(archive.lineage)
    with Archive.open(folder, write=True) as archive:
        figures["open for writing again"] = _seconds(archive.lineage)
        figures["memory, MB"] = (_memory() - before) / 2**20
        for policy in ("hgm", "tree-rasch"):
            figures |= _decisions(archive, policy, steps)
        figures |= _records(archive, steps)
        figures["record a child"] = statistics.median(
            _seconds(partial(_have_child, archive, number)) for number in range(min(steps, 50))
        )
        figures["memory after all, MB"] = (_memory() - before) / 2**20
    return figures


def _memory() -> int:
    """The most that this process has held so far, in bytes; not what it was forked from."""
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(peak) * 1024


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _decisions(archive: Archive, name: str, steps: int) -> Iterator[tuple[str, float]]:
    """Median seconds of a decision right after a record, so that nothing is known beforehand."""
    for kind, alpha in (("evaluation", None), ("expansion", 1.0)):
        policy = make_policy(name, alpha=alpha)
        seconds, processor = [], []
        for step in range(max(3, steps // 10)):
            evaluate_some(archive, step)
            used = time.process_time()
            seconds.append(_seconds(partial(_decide, archive, policy, step)))
            processor.append(time.process_time() - used)
        yield f"decide, {name} ({kind})", statistics.median(seconds)
        yield f"decide, {name} ({kind}), processor", statistics.median(processor)


def _decide(archive: Archive, policy: Policy, seed: int) -> Action | None:
    return policy.decide(archive.lineage(), _HALF, np.random.default_rng(seed))


def _records(archive: Archive, steps: int) -> Iterator[tuple[str, float]]:
    used = time.process_time()
    seconds = [_seconds(partial(evaluate_some, archive, step)) for step in range(steps)]
    yield "record an evaluation", statistics.median(seconds)
    yield "record an evaluation, processor", (time.process_time() - used) / steps
    yield "results a second", len(seconds) / sum(seconds)


def evaluate_some(archive: Archive, step: int) -> None:
    """Record the beginning and the end of an evaluation, with its logs, and look at what is known
    after each, as the loop does; of some agent, or of a new one where that has tried everything.
    """
    lineage = archive.lineage()
    agent = (step * 7919) % len(lineage)
    if not lineage.untried(agent):
        _have_child(archive, step)
        agent = len(lineage)
    task = TASKS[archive.lineage().untried(agent)[0]]
    job = archive.begin_evaluation(agent, task, sealed=False, seed=step, at=_NOW)
    archive.lineage()
    own = b"%d" % job.id
    archive.finish_evaluation(
        job.id, Verdict.RESOLVED, seconds=1.0, patch=own, log=_LOG + own, grade_log=own + _LOG
    )
    archive.lineage()


def _have_child(archive: Archive, number: int) -> None:
    job = archive.begin_expansion(0, seed=number, at=_NOW)
    archive.finish_expansion(
        job.id, source={**ROOT, "child.py": b"%d" % number}, seconds=1.0, log=_LOG
    )
    archive.lineage()


def exponent(figures: Mapping[int, float]) -> float:
    """b of value = a agents^b, by least squares on log scales over the sizes where it is not 0."""
    known = {size: value for size, value in figures.items() if value > 0}
    if len(known) < 2:
        return math.nan
    sizes, values = np.log(list(known)), np.log(list(known.values()))
    return round(float(np.polyfit(sizes, values, 1)[0]), 2) + 0.0


def as_page(figures: Mapping[int, Figures], command: str, load: float) -> str:
    """The result as Markdown."""
    sizes = list(figures)
    lines = [
        "# What one step costs as a run grows",
        "",
        f"`{command}` on {os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()},",
        f"Python {platform.python_version()}, load average {load:.1f} at the start. Runs are made",
        f"up: {EVALUATIONS} evaluations an agent on {len(TASKS)} tasks, parents drawn from all",
        "agents so far, real commits and branches, rows in bulk. Milliseconds, medians.",
        "",
        "A record is the beginning and the end of an evaluation with its patch and logs, and what",
        "is known looked at after each. Processor: without waiting for disk and other processes.",
        "",
        _row("", *(f"{size:,}" for size in sizes), "exponent", "wanted at 100,000"),
        _row(*["---"] * (len(sizes) + 3)),
    ]
    for name in figures[sizes[-1]]:
        curve = {size: figures[size][name] for size in sizes}
        cells = (_cell(name, value) for value in curve.values())
        lines.append(_row(name, *cells, f"{exponent(curve):.2f}", _BARS.get(name, "")))
    return "\n".join([*lines, ""])


def _cell(name: str, value: float) -> str:
    counted = name.endswith(("MB", "a second"))
    return f"{value:.0f}" if counted else f"{1000 * value:.2f}"


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
