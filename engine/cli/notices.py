"""What a user should know of a benchmark before its numbers are read."""

from collections.abc import Iterator

import typer

from evals.benchmark import Benchmark


def say_notices(benchmark: Benchmark, *, network: bool) -> None:
    """One line on stderr for each."""
    for line in notices(benchmark, network=network):
        typer.echo(line, err=True)


def notices(benchmark: Benchmark, *, network: bool) -> Iterator[str]:
    """Tasks that are left out, and tests that will miss a network; `network`: the run gives it."""
    for task, reason in benchmark.left_out.items():
        yield f"task {task} is left out: {reason}"
    asking = sum(task.grading.network for task in benchmark.tasks)
    if asking and not network:
        yield (
            f"The tests of {asking} of {len(benchmark.tasks)} tasks ask for the network, and this "
            "run gives none: what they cannot fetch may count against agents. --network gives it, "
            "to agents that ask as well."
        )
