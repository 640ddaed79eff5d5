"""Do searches find better agents than their root, and than no search at all? `make bench-search`.

Runs `hgm evolve` with the offline agent on the bundled benchmark once per policy and seed, one
worker each, and writes a page of how the winners did on the sealed tasks and of what estimates
would have told. Finished runs are kept and not repeated; an interrupted bench goes on where it was.
"""

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from engine.bench.outcomes import Outcome, finished
from engine.bench.search_page import as_page

ARMS = ("tree-rasch", "hgm", "dgm", "greedy", "best-of-n", "random")


def main() -> None:
    """Run what is missing, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arms", nargs="+", default=list(ARMS))
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--budget", default="2m")
    parser.add_argument("--parallel", type=int, default=2)
    parser.add_argument("--runs", type=Path, default=Path("runs/bench-search"))
    parser.add_argument("--output", type=Path, default=Path("docs/bench-search.md"))
    parser.add_argument("--only-page", action="store_true", help="of the runs that are finished")
    options = parser.parse_args()
    # Seed by seed, so that the arms share whatever the machine's speed is at the time.
    wanted = [(arm, seed) for seed in range(options.seeds) for arm in options.arms]
    if options.only_page:
        outcomes = [each for each in (finished(options.runs, *want) for want in wanted) if each]
    else:
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
    outcome = finished(folder, arm, seed)
    if outcome is None:
        raise SystemExit(f"{arm}, seed {seed}: the run ended without a comparison")
    said = f"{arm}, seed {seed}: {outcome.root:.1f} -> {outcome.winner:.1f}"
    print(said, file=sys.stderr, flush=True)  # noqa: T201 - a script's narration
    return outcome


if __name__ == "__main__":
    main()
