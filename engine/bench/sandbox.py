"""What does a verdict cost beyond the agent's own work? `make bench-sandbox`.

Evaluates an agent that does nothing useful on a bundled task, agent and grading sandboxes together,
on every driver that works here, cold, warm and with several workers; and, in turns with ours, the
way the published engines do it. Writes a page with the medians and their ratio.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from archive.values import Source
from engine.agents import TreeCache
from engine.bench import published
from engine.jobs import EvaluationJob
from engine.work import JobLimits, Workshop
from evals.choose import load_benchmark
from evals.dockerfile import read_folder
from sandbox.choose import AUTOMATIC, choose_sandboxes
from sandbox.engine import connect
from sandbox.interface import Sandboxes, SandboxUnavailable

TASK = "text-slug"
WORKERS = (1, 2, 4, 8)
PUBLISHED = "published way"
NOTHING: Source = {
    "agent.toml": b'name = "nothing"\nprotocol = 1\nmodule = "nothing"\n',
    "nothing.py": b"import json, sys\n"
    b"folder = json.load(open(sys.argv[2]))['repository']\n"
    b"open(folder + '/note.txt', 'w').write('nothing')\n",
}


@dataclass
class Timings:
    """Of one way to evaluate; seconds from dispatch to verdict."""

    cold: float = 0.0
    warm: list[float] = field(default_factory=list)
    workers: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Number of workers -> median seconds of one evaluation, evaluations a minute."""
    steps: list[Mapping[str, float]] = field(default_factory=list)


def main() -> None:
    """Measure, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--drivers", nargs="+", default=list(AUTOMATIC))
    parser.add_argument("--output", type=Path, default=Path("docs/bench-sandbox.md"))
    options = parser.parse_args()
    timings = measure(options.drivers, rounds=options.rounds)
    command = f"python -m engine.bench.sandbox {' '.join(sys.argv[1:])}".strip()
    options.output.write_text(as_page(timings, command))


def measure(drivers: Sequence[str], *, rounds: int) -> dict[str, Timings]:
    """Way -> its timings; warm rounds of all ways take turns."""
    with tempfile.TemporaryDirectory(prefix="hgm-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        ways = {each: _Ours(each, folder / each) for each in drivers if _works(each)}
        timings = {each: Timings(cold=way.evaluate()) for each, way in ways.items()}
        reference = _Published() if "docker" in ways else None
        if reference:
            timings[PUBLISHED] = Timings(cold=reference.evaluate())
        for _ in range(rounds):
            for each, way in ways.items():
                timings[each].warm.append(way.evaluate())
            if reference:
                timings[PUBLISHED].warm.append(reference.evaluate())
        for each, way in ways.items():
            for workers in WORKERS:
                timings[each].workers[workers] = crowd(way, workers, evaluations=rounds)
        if reference:
            timings[PUBLISHED].steps = reference.steps
    return timings


def _works(driver: str) -> bool:
    try:
        choose_sandboxes(driver)
    except SandboxUnavailable as error:
        print(f"left out: {error}", file=sys.stderr)  # noqa: T201 - a script's narration
        return False
    return True


class _Ours:
    def __init__(self, driver: str, folder: Path) -> None:
        sandboxes: Sandboxes = choose_sandboxes(driver)
        trees = TreeCache(folder / "agents")
        self._workshop = Workshop(
            load_benchmark("bugs"), sandboxes, trees, JobLimits(), run="bench"
        )

    def evaluate(self) -> float:
        start = time.perf_counter()
        self._workshop(EvaluationJob(id=1, seed=1, source=NOTHING, task=TASK))
        return time.perf_counter() - start


class _Published:
    def __init__(self) -> None:
        self._api = connect().api
        benchmark = load_benchmark("bugs")
        task = next(each for each in benchmark.tasks if each.id == TASK)
        self._image = published.build_task_image(self._api, benchmark.visible(task))
        bugs = Path(__file__).parents[2] / "evals" / "bugs"
        self._tests = read_folder(bugs / TASK / "tests")
        self.steps: list[Mapping[str, float]] = []

    def evaluate(self) -> float:
        start = time.perf_counter()
        self.steps.append(published.evaluate(self._api, self._image, self._tests))
        return time.perf_counter() - start


def crowd(way: _Ours, workers: int, *, evaluations: int) -> tuple[float, float]:
    """Median seconds of one of many evaluations by several workers, and evaluations a minute."""
    start = time.perf_counter()
    with ThreadPoolExecutor(workers) as pool:
        seconds = list(pool.map(lambda _: way.evaluate(), range(evaluations)))
    return statistics.median(seconds), 60 * evaluations / (time.perf_counter() - start)


def ratio(slow: Sequence[float], fast: Sequence[float]) -> tuple[float, float, float]:
    """Ratio of medians with its 95 % interval, by the bootstrap over rounds that took turns."""
    draw, pairs = Random(0), list(zip(slow, fast, strict=True))
    ratios = sorted(_ratio_of_medians(draw.choices(pairs, k=len(pairs))) for _ in range(2000))
    return _ratio_of_medians(pairs), ratios[50], ratios[1949]


def _ratio_of_medians(pairs: Sequence[tuple[float, float]]) -> float:
    return statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)


def as_page(timings: Mapping[str, Timings], command: str) -> str:
    """The result as Markdown."""
    ours = {way: each for way, each in timings.items() if way != PUBLISHED}
    lines = [
        "# What a verdict costs",
        "",
        f"`{command}` on {os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}, "
        f"Python {platform.python_version()}. Seconds from dispatch to verdict of an agent that",
        "does nothing useful, its own start included: its sandbox, the patch, the grading sandbox,",
        f"the bundled task {TASK}. All ways took turns. Cold is the first evaluation of a process",
        "whose images are built.",
        "",
        "| way | cold | warm, median | 90 % | published way takes |",
        "|---|---|---|---|---|",
    ]
    for way, each in timings.items():
        against = ""
        if PUBLISHED in timings and way != PUBLISHED:
            times, low, high = ratio(timings[PUBLISHED].warm, each.warm)
            against = f"{times:.1f} times as long ({low:.1f} to {high:.1f})"
        middle, ninth = statistics.median(each.warm), statistics.quantiles(each.warm, n=10)[-1]
        lines.append(f"| {way} | {each.cold:.2f} | {middle:.3f} | {ninth:.3f} | {against} |")
    lines += ["", "| way | workers | seconds, median | evaluations a minute |", "|---|---|---|---|"]
    for way, each in ours.items():
        for workers, (middle, rate) in each.workers.items():
            lines.append(f"| {way} | {workers} | {middle:.3f} | {rate:.0f} |")
    if steps := timings.get(PUBLISHED, Timings()).steps:
        lines += ["", "| step of the published way | seconds, median |", "|---|---|"]
        lines += [
            f"| {step} | {statistics.median(each[step] for each in steps):.3f} |"
            for step in steps[0]
        ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
