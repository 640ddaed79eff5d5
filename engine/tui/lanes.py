"""Threads that read a run, each with an archive of its own, so that keys are answered at once."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from archive.store import Archive
from archive.values import ArchiveError

Result = TypeVar("Result")

TROUBLES = (ArchiveError, OSError, KeyError, ValueError)
"""What reading a run can meet: it is gone, damaged, or of a shape that nobody writes."""


class Lane:
    """Does one thing after another in a thread of its own."""

    def __init__(self, folder: Path, archive: Archive | None = None) -> None:
        self._folder = folder
        self._archive = archive
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="reader")
        self._closed = False

    async def ask(self, work: Callable[[Archive], Result]) -> Result:
        """What the work returns or raises; TROUBLES are to be expected."""

        def run() -> Result:
            if self._archive is None:
                self._archive = Archive.open(self._folder)
            return work(self._archive)

        if self._closed:
            raise asyncio.CancelledError
        return await asyncio.get_running_loop().run_in_executor(self._pool, run)

    def close(self) -> None:
        """Wait for what is being done, and let go."""
        self._closed = True
        self._pool.shutdown(cancel_futures=True)
        if self._archive is not None:
            self._archive.close()
