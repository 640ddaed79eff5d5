"""What a user should know of a benchmark before its numbers are read."""

from collections.abc import Iterator

import typer

from evals.benchmark import Benchmark

_MOST_NAMED = 5


def say_notices(benchmark: Benchmark, *, network: bool) -> None:
    """One line on stderr for each."""
    for line in notices(benchmark, network=network):
        typer.echo(line, err=True)


def left_out(benchmark: Benchmark) -> Iterator[str]:
    """A line for every task that cannot be used."""
    for task, reason in sorted(benchmark.left_out.items()):
        yield f"task {task} is left out: {reason}"


def notices(benchmark: Benchmark, *, network: bool) -> Iterator[str]:
    """Tasks that are left out, and tests that will miss a network; `network`: the run gives it."""
    if len(benchmark.left_out) > _MOST_NAMED:
        yield f"{len(benchmark.left_out)} tasks are left out: hgm tasks check says why."
    else:
        yield from left_out(benchmark)
    asking = sum(task.grading.network for task in benchmark.tasks)
    if asking and not network:
        yield (
            f"The tests of {asking} of {len(benchmark.tasks)} tasks ask for the network, and this "
            "run gives none: what they cannot fetch may count against agents. --network gives it, "
            "to agents that ask as well."
        )
