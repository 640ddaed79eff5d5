"""Which runs to simulate, on how many processes, and what of them is done already."""

import hashlib
import json
import math
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from engine.configuration import InvalidConfiguration
from engine.lab.allocation import keep_freed_memory
from engine.lab.lockstep import Outcome, simulate
from engine.lab.world import World
from engine.policies.choose import COUNT_PENDING, POLICIES, default_alpha, make_policy

_SHARE = "pareto="
SMALLEST_BLOCK, LARGEST_BLOCK = 25, 200
"""Runs simulated in lockstep; also what a process loses at most when the lab is interrupted."""
_BLOCKS_EACH = 4
"""So many for every process, so that all are busy to the end."""
_PROJECT = Path(__file__).parents[2]
_DECIDING = ("engine/policies", "engine/lab", "archive/lineage.py", "engine/budget.py")


@dataclass(frozen=True, slots=True)
class Arm:
    """A policy as it is tried."""

    policy: str
    alpha: float
    pareto_share: float = 0.0
    pending: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `hgm`, `tree-rasch:0.6`, `hgm:pareto=0.2:pending`. Raises InvalidConfiguration."""
        name, *details = text.split(":")
        if name not in POLICIES:
            raise InvalidConfiguration(
                f"There is no policy {name!r}: choose from {', '.join(POLICIES)}."
            )
        arm = cls(name, default_alpha(name))
        for detail in details:
            if detail == "pending" and name in COUNT_PENDING:
                arm = replace(arm, pending=True)
            elif detail.startswith(_SHARE):
                arm = arm._with_share(text, detail.removeprefix(_SHARE))
            else:
                arm = arm._with_alpha(text, detail)
        return arm

    def _with_alpha(self, text: str, value: str) -> Self:
        alpha = _number(value)
        if not 0 < alpha <= 2:
            raise InvalidConfiguration(
                f"--policy {text}: {value!r} is no alpha, a number above 0 and at most 2 as in "
                f"{self.policy}:0.6, and nothing else that {self.policy} knows."
            )
        return replace(self, alpha=alpha)

    def _with_share(self, text: str, value: str) -> Self:
        share = _number(value)
        if not 0 <= share <= 1:
            raise InvalidConfiguration(
                f"--policy {text}: the share for the Pareto set is a number from 0 to 1, "
                f"as in {self.policy}:pareto=0.2."
            )
        return replace(self, pareto_share=share)

    def __str__(self) -> str:
        own = self.alpha == default_alpha(self.policy)
        name = self.policy if own else f"{self.policy}:{self.alpha:g}"
        share = f":{_SHARE}{self.pareto_share:g}" if self.pareto_share else ""
        return f"{name}{share}{':pending' if self.pending else ''}"


def _number(text: str) -> float:
    """NaN for what is none, which is within no bounds."""
    try:
        return float(text)
    except ValueError:
        return math.nan


@dataclass(frozen=True, slots=True)
class Cell:
    """An arm in a world, under the name of its regime."""

    regime: str
    world: World
    arm: Arm


Results = dict[Cell, dict[int, Outcome]]
"""Cell -> seed -> outcome."""


def simulate_cell(cell: Cell, seeds: Sequence[int]) -> list[Outcome]:
    """One block of runs."""
    keep_freed_memory()
    arm = cell.arm
    policy = make_policy(
        arm.policy, alpha=arm.alpha, pareto_share=arm.pareto_share, pending=arm.pending
    )
    return simulate(cell.world, policy, seeds)


def run_all(
    cells: Sequence[Cell],
    seeds: Sequence[int],
    *,
    folder: Path,
    processes: int,
    tell: Callable[[str], None],
) -> Results:
    """Every cell on every seed; what `folder` has already is not simulated again.

    Raises InvalidConfiguration where the folder cannot be used.
    """
    store = Store(folder)
    results: Results = {cell: store.read(cell, seeds) for cell in cells}
    size = block_size(len(cells) * len(seeds), processes)
    blocks = list(_missing(results, seeds, size))
    total, done = sum(len(block) for _, block in blocks), 0
    for cell, outcomes in _simulated(blocks, processes):
        store.append(cell, outcomes)
        results[cell] |= {outcome.seed: outcome for outcome in outcomes}
        done += len(outcomes)
        tell(f"regime {cell.regime}, {cell.arm}: {done} of {total} runs")
    return results


def block_size(runs: int, processes: int) -> int:
    """The more runs side by side the less each costs, as long as no process is left idle."""
    return min(max(runs // (processes * _BLOCKS_EACH), SMALLEST_BLOCK), LARGEST_BLOCK)


def _missing(
    results: Results, seeds: Sequence[int], size: int
) -> Iterator[tuple[Cell, Sequence[int]]]:
    """Blocks of seeds, all cells on the first block first, so that pairs are complete early."""
    for start in range(0, len(seeds), size):
        for cell, done in results.items():
            if block := [seed for seed in seeds[start : start + size] if seed not in done]:
                yield cell, block


def _simulated(
    blocks: Sequence[tuple[Cell, Sequence[int]]], processes: int
) -> Iterator[tuple[Cell, list[Outcome]]]:
    """Blocks as they are done, in any order."""
    if processes == 1 or len(blocks) < 2:
        for cell, block in blocks:
            yield cell, simulate_cell(cell, block)
        return
    with _pool(processes) as pool:
        futures = {pool.submit(simulate_cell, *each): each[0] for each in blocks}
        for future in as_completed(futures):
            yield futures[future], future.result()


@contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


class Store:
    """Outcomes in a folder, one JSON line each; a file for each cell and state of the code.

    What other code decided is never mixed with what this code decides.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._code = _code_digest()

    def read(self, cell: Cell, seeds: Sequence[int]) -> dict[int, Outcome]:
        """What is there of these seeds; a line that was cut off is as if it were not there."""
        wanted, found = set(seeds), {}
        try:
            lines = self._file(cell).read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InvalidConfiguration(
                f"{self._folder} cannot be read: {error.strerror}."
            ) from error
        for line in lines:
            if line.endswith("}"):
                values = json.loads(line)
                outcome = Outcome(**{**values, "curve": tuple(values["curve"])})
                if outcome.seed in wanted:
                    found[outcome.seed] = outcome
        return found

    def append(self, cell: Cell, outcomes: Sequence[Outcome]) -> None:
        """Keep a block. Raises InvalidConfiguration where the folder cannot be written."""
        text = "".join(f"{json.dumps(asdict(outcome))}\n" for outcome in outcomes)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._file(cell).open("a", encoding="utf-8") as file:
                # An empty line first: what an interrupted lab began to write ends here.
                file.write(f"\n{text}")
        except OSError as error:
            raise InvalidConfiguration(
                f"{self._folder} cannot be written: {error.strerror}."
            ) from error

    def _file(self, cell: Cell) -> Path:
        digest = hashlib.sha256(f"{cell.world}{self._code}".encode()).hexdigest()[:10]
        arm = f"{cell.arm.policy}-{cell.arm.alpha:g}"
        if cell.arm.pareto_share:
            arm += f"-pareto-{cell.arm.pareto_share:g}"
        if cell.arm.pending:
            arm += "-pending"
        return self._folder / f"{cell.regime}-{arm}-{digest}.jsonl"


def _code_digest() -> str:
    """Of everything that a simulated run depends on."""
    files = sorted(
        file
        for name in _DECIDING
        for file in ([_PROJECT / name] if name.endswith(".py") else (_PROJECT / name).glob("*.py"))
    )
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
