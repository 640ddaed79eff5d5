"""Jobs on threads of this machine: the work itself happens in sandboxes, not in Python."""

import queue
import threading
import time
import traceback
from collections.abc import Callable

from engine.jobs import Finished, Job, MachineFailed, Result, Work


class ThreadExecutor:
    """A fixed number of worker threads, each running one job at a time."""

    def __init__(
        self, work: Work, *, workers: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.workers = workers
        self._work = work
        self._clock = clock
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[Finished] = queue.SimpleQueue()
        # Daemons: a second Ctrl-C must not wait for a sandbox; the sandboxes die with the engine.
        for number in range(workers):
            threading.Thread(target=self._serve, name=f"worker-{number}", daemon=True).start()

    def submit(self, job: Job) -> None:
        """Queue a job for the next free worker."""
        self._jobs.put(job)

    def next_finished(self, *, seconds: float) -> Finished | None:
        """The next job that ended; None when none did within `seconds`."""
        try:
            return self._finished.get(timeout=seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """Let idle workers end; a running job is abandoned, its sandbox swept at the next start."""
        for _ in range(self.workers):
            self._jobs.put(None)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._finished.put(Finished(job.id, self._attempt(job)))

    def _attempt(self, job: Job) -> Result | MachineFailed:
        start = self._clock()
        try:
            return self._work(job)
        except MachineFailed as error:
            return error
        except Exception:  # noqa: BLE001 - the one place: a fault of ours in one job must not lose the others
            return MachineFailed(traceback.format_exc(), seconds=self._clock() - start)
