"""Many things of one kind done side by side, while somebody watches."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    items: Sequence[Item], work: Callable[[Item], Result], *, workers: int, what: str
) -> Iterator[Result]:
    """Results as they come, with a bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        Progress(*columns, console=console, disable=not console.is_terminal) as progress,
        ThreadPoolExecutor(workers) as pool,
    ):
        bar = progress.add_task(what, total=len(items))
        try:
            for future in as_completed([pool.submit(work, item) for item in items]):
                yield future.result()
                progress.advance(bar)
        finally:
            pool.shutdown(cancel_futures=True)
