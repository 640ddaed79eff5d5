"""Jobs in the coordinator's own thread, one by one: for tests, debugging and simulation."""

from collections import deque

from engine.jobs import Finished, Job, MachineFailed, Work


class InlineExecutor:
    """Runs a job when its result is asked for; results come back in the order of submission."""

    workers = 1

    def __init__(self, work: Work) -> None:
        self._work = work
        self._jobs: deque[Job] = deque()

    def submit(self, job: Job) -> None:
        """Remember a job."""
        self._jobs.append(job)

    def next_finished(self, *, seconds: float) -> Finished | None:  # noqa: ARG002 - the seam's
        """Run the oldest job to its end; None when there is none."""
        if not self._jobs:
            return None
        job = self._jobs.popleft()
        try:
            return Finished(job.id, self._work(job))
        except MachineFailed as error:
            return Finished(job.id, error)

    def close(self) -> None:
        """Forget the jobs that did not run."""
        self._jobs.clear()
