"""What is known of a run while it goes on, and the threads that find it out."""

from collections.abc import Sequence
from pathlib import Path

from archive.store import Archive
from archive.values import Expansion, Row
from engine.configuration import Configuration
from engine.tui.details import read_failures
from engine.tui.history import History, Story
from engine.tui.lanes import TROUBLES, Lane
from engine.tui.snapshot import Snapshot, Watch

_READING = 0.1
"""Seconds for which history is read at a time."""
_MOST_TROUBLES = 20


class Following:
    """Follows one run; whoever draws it asks again and again."""

    def __init__(self, folder: Path, archive: Archive) -> None:
        self.folder = folder
        self.details, self.slow = Lane(folder), Lane(folder)
        """For what is asked of one agent, and for what takes long."""
        self._watching = Lane(folder, archive)
        self._watch = Watch(archive)
        self._history: History | None = None
        self._failed: dict[int, int] = {}
        """How many failed expansions the agents had, whose are known."""
        self._failures: dict[int, list[Expansion]] = {}
        self.now: Snapshot | None = None
        self.story: Story | None = None
        self.troubles: list[Row] = []
        """The newest jobs that failed or met an error, oldest first."""
        self._counts = (0, 0)
        """Errors and failed expansions when they were read."""
        self.trouble = ""
        """Why the run cannot be read, if so."""

    @property
    def configuration(self) -> Configuration:
        """How the run was asked for."""
        return self._watch.configuration

    @property
    def is_complete(self) -> bool:
        """Whether everything that was on record is read."""
        return self.now is not None and self.story is not None and self.story.complete

    async def look(self) -> bool:
        """Look at the run as it is now; whether there is anything new to draw."""
        try:
            now = await self._watching.ask(lambda _: self._watch.look())
            is_news = self._is_news(now)
            # Not before the first screen, as it can wait for them and they take a while.
            is_news |= self.now is not None and await self._look_at_troubles(now)
        except TROUBLES as error:
            self.trouble = f"cannot be read: {error}"
            return True
        self.now, self.trouble = now, ""
        return is_news or bool(now.running)

    def _is_news(self, now: Snapshot) -> bool:
        last = self.now
        if last is None or self.trouble:
            return True
        return last.lineage is not now.lineage or last.alive != now.alive

    async def _look_at_troubles(self, now: Snapshot) -> bool:
        """Read the newest failures and errors; whether there are others than before."""
        counts = now.lineage.errors, int(now.lineage.failed.sum())
        if counts == self._counts:
            return False
        self.troubles = await self._watching.ask(
            lambda archive: archive.jobs(newest=_MOST_TROUBLES, only_failed=True)
        )
        self._counts = counts
        return True

    async def failures(self, agents: Sequence[int]) -> dict[int, list[Expansion]]:
        """The newest failed expansions of those of the agents that have any, read where new."""
        if self.now is None:
            return {}
        failed = self.now.lineage.failed
        wanted = {agent: int(failed[agent]) for agent in agents if failed[agent]}
        if wanted != self._failed:
            try:
                self._failures = await self._watching.ask(
                    lambda archive: read_failures(archive, list(wanted))
                )
                self._failed = wanted
            except TROUBLES as error:
                self.trouble = f"cannot be read: {error}"
        return self._failures

    async def read_on(self) -> bool:
        """Read some more of how the run came about; whether there was anything."""
        before = self.story
        try:
            self._history, story = await self.slow.ask(self._read)
        except TROUBLES as error:
            self.trouble = f"cannot be read: {error}"
            return False
        self.story = story
        if before is None or not before.complete:
            return True
        return len(before.ends) != len(story.ends)

    def _read(self, archive: Archive) -> tuple[History, Story]:
        history = self._history or History(archive, self._watch.policy)
        return history, history.advance(_READING)

    def close(self) -> None:
        """Let go of the run."""
        for lane in (self._watching, self.details, self.slow):
            lane.close()
