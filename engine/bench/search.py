"""Do searches find better agents than their root, and than no search at all? `make bench-search`.

Runs `hgm evolve` with the offline agent on the bundled benchmark once per policy and seed, one
worker each, and writes a table of how the winners did on the sealed tasks. Finished runs are kept
and not repeated; an interrupted bench goes on where it was.
"""

import argparse
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from math import sqrt
from pathlib import Path

from archive.store import Archive
from engine.best import best_belief
from engine.loop import spending_so_far
from engine.sealed import compare_verdicts, verdicts
from engine.session import policy_of, read_record

ARMS = ("hgm", "best-of-n", "random")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run's end, on the sealed tasks; shares in percent."""

    arm: str
    seed: int
    root: float
    winner: float
    p_value: float
    agents: int
    depth: int
    """Self-modifications between the root and the winner."""
    evaluations: int
    failed: int
    """Expansions that made no child."""
    work: float

    @property
    def gain(self) -> float:
        """Points by which the winner beats the root."""
        return self.winner - self.root


def main() -> None:
    """Run what is missing, then write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arms", nargs="+", default=list(ARMS))
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--budget", default="5m")
    parser.add_argument("--parallel", type=int, default=2)
    parser.add_argument("--runs", type=Path, default=Path("runs/bench-search"))
    parser.add_argument("--output", type=Path, default=Path("docs/bench-search.md"))
    options = parser.parse_args()
    # Seed by seed, so that the arms share whatever the machine's speed is at the time.
    wanted = [(arm, seed) for seed in range(options.seeds) for arm in options.arms]
    with ThreadPoolExecutor(options.parallel) as pool:
        outcomes = list(
            pool.map(lambda each: run(options.runs, *each, budget=options.budget), wanted)
        )
    command = f"python -m engine.bench.search {' '.join(sys.argv[1:])}".strip()
    options.output.write_text(as_page(outcomes, command, options.budget))


def run(folder: Path, arm: str, seed: int, *, budget: str) -> Outcome:
    """One run to its end, resumed if it was begun."""
    place = folder / f"{arm}-{seed}"
    words = ["--policy", arm, "--seed", str(seed), "--budget", budget, "--workers", "1", "--json"]
    # The same on every machine, and the one that costs the least of the budget.
    words += ["--sandbox", "bubblewrap"]
    command = [sys.executable, "-m", "engine.cli.main", "evolve", str(place), *words]
    completed = subprocess.run(command, capture_output=True, text=True, check=False)
    if completed.returncode:
        raise SystemExit(f"{arm}, seed {seed}: {completed.stderr[-2000:]}")
    outcome = read_outcome(place, arm, seed)
    print(outcome, file=sys.stderr, flush=True)  # noqa: T201 - a script's narration
    return outcome


def read_outcome(folder: Path, arm: str, seed: int) -> Outcome:
    """What a finished run's archive says."""
    with Archive.open(folder) as archive:
        lineage = archive.lineage()
        best = best_belief(lineage, policy_of(read_record(archive).configuration))
        tasks = {each.task for each in archive.evaluations(sealed=True)}
        root, winner = verdicts(archive, 0, tasks), verdicts(archive, best, tasks)
        paired = compare_verdicts(0, root, best, winner).paired
        return Outcome(
            arm=arm,
            seed=seed,
            root=_percent(root.values()),
            winner=_percent(winner.values()),
            p_value=1.0 if paired is None else paired.p_value,
            agents=len(lineage),
            depth=int(lineage.depth[best]),
            evaluations=len(archive.evaluations(sealed=False)),
            failed=int(lineage.failed.sum()),
            work=spending_so_far(archive).work,
        )


def _percent(verdicts: Iterable[bool]) -> float:
    values = list(verdicts)
    return 100 * sum(values) / len(values) if values else float("nan")


def as_page(outcomes: Sequence[Outcome], command: str, budget: str) -> str:
    """The whole result as a page of Markdown."""
    arms = list(dict.fromkeys(outcome.arm for outcome in outcomes))
    lines = [
        "# Search on the bundled benchmark",
        "",
        f"`{command}`: {budget} of work time a run, one worker, the offline agent `mutator` on",
        f"`bugs`, hgm-engine {version('hgm-engine')}, Python {platform.python_version()}, ",
        f"{platform.machine()}. Shares are percent of the sealed tasks; p is McNemar's exact test",
        "of the winner against the root.",
        "",
        _row("policy", "runs", "root", "winner", "gain ± s.e.", "gains >= 20", "agents", "depth"),
        _row(*["---"] * 8),
        *(_arm_row(arm, [each for each in outcomes if each.arm == arm]) for arm in arms),
        "",
        "Agents and depth of the winner are medians.",
        "",
        _row("policy", "seed", "root", "winner", "gain", "p", "agents", "depth", "evals", "failed"),
        _row(*["---"] * 10),
        *(_run_row(outcome) for outcome in sorted(outcomes, key=lambda o: (o.arm, o.seed))),
        "",
    ]
    return "\n".join(lines)


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _arm_row(arm: str, outcomes: Sequence[Outcome]) -> str:
    gains = [outcome.gain for outcome in outcomes]
    error = statistics.stdev(gains) / sqrt(len(gains)) if len(gains) > 1 else float("nan")
    return _row(
        arm,
        len(outcomes),
        f"{statistics.mean(each.root for each in outcomes):.1f}",
        f"{statistics.mean(each.winner for each in outcomes):.1f}",
        f"{statistics.mean(gains):+.1f} ± {error:.1f}",
        f"{sum(gain >= 20 for gain in gains)} of {len(gains)}",
        f"{statistics.median(each.agents for each in outcomes):.0f}",
        f"{statistics.median(each.depth for each in outcomes):.0f}",
    )


def _run_row(outcome: Outcome) -> str:
    return _row(
        outcome.arm,
        outcome.seed,
        f"{outcome.root:.1f}",
        f"{outcome.winner:.1f}",
        f"{outcome.gain:+.1f}",
        f"{outcome.p_value:.2g}",
        outcome.agents,
        outcome.depth,
        outcome.evaluations,
        outcome.failed,
    )


if __name__ == "__main__":
    main()
