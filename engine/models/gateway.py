"""The host-side server behind which the models are: one thread, one Unix socket per job."""

import asyncio
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from engine.models.app import make_app
from engine.models.caps import Account, Caps, Meter
from engine.models.prices import Price
from engine.models.session import Session
from engine.models.upstream import Upstream
from engine.models.wire import Door, configure
from sandbox.hosted import own_name, owner_lives

SOCKET = "model.sock"
_PREFIX = "hgm-models-"


class Gateway:
    """Serves the models of some roles to jobs; a context manager, usable from any thread."""

    def __init__(
        self,
        upstreams: Mapping[str, Upstream],
        *,
        prices: Mapping[str, Price] | None = None,
        hidden: Sequence[str] = (),
        body_seconds: float = 30.0,
    ) -> None:
        """`upstreams` and `prices` by role; without a price, answers cost nothing.

        `hidden`: texts, such as keys, that no agent may ever read.
        """
        self._upstreams = dict(upstreams)
        self._prices = dict(prices or {})
        self._hidden = tuple(hidden)
        self._config = configure(make_app(body_seconds=body_seconds))
        self._doors: set[Door] = set()
        self._ready: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=self._serve, name="model-gateway", daemon=True)

    @property
    def roles(self) -> frozenset[str]:
        """For which a model is there."""
        return frozenset(self._upstreams)

    def __enter__(self) -> Self:
        # Sandboxes' users must get through to their sockets, whose names nobody can list or guess;
        # who reaches one all the same lacks its token.
        sweep_gateways()
        owner = own_name().replace(" ", "-")
        self._folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{owner}-"))
        self._folder.chmod(0o711)
        self._thread.start()
        self._loop, self._stop = self._ready.result()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def open(
        self,
        *,
        job: int,
        role: str,
        caps: Caps,
        seconds: float,
        run: Account | None = None,
    ) -> Iterator[Session]:
        """A socket for one job, for as long as the block lasts. Raises KeyError, OSError.

        `session.record` says afterwards what was asked and answered.
        """
        upstream = self._upstreams[role]
        session = Session(
            role=role,
            token=secrets.token_urlsafe(24),
            folder=self._make_folder(job),
            upstream=upstream,
            price=self._prices.get(role),
            caps=caps,
            meter=Meter(caps, run),
            seconds=seconds,
            secrets=self._hidden,
        )
        door = Door(self._config, session, session.folder / SOCKET)
        try:
            self._run(self._open(door))
            yield session
        finally:
            shutil.rmtree(session.folder, ignore_errors=True)
            # The gateway itself may have been closed meanwhile, and every door with it.
            if door in self._doors:
                self._run(self._close(door))
        if session.crash is not None:
            raise session.crash

    def _make_folder(self, job: int) -> Path:
        # A retried job may still be closing its first attempt.
        folder = Path(tempfile.mkdtemp(prefix=f"{job}-", dir=self._folder))
        folder.chmod(0o755)
        return folder

    async def _open(self, door: Door) -> None:
        self._doors.add(door)
        await door.open()

    async def _close(self, door: Door) -> None:
        await door.close()
        self._doors.discard(door)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _serve(self) -> None:
        asyncio.run(self._until_stopped())

    async def _until_stopped(self) -> None:
        stop = asyncio.Event()
        self._ready.set_result((asyncio.get_running_loop(), stop))
        await stop.wait()
        for door in list(self._doors):
            await self._close(door)
        for upstream in self._upstreams.values():
            await upstream.close()


def sweep_gateways() -> None:
    """Remove the sockets of this user's killed engines."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*-*-*"):
        pid, born = folder.name.removeprefix(_PREFIX).split("-")[:2]
        with suppress(FileNotFoundError):
            if folder.lstat().st_uid == os.getuid() and not owner_lives(f"{pid} {born}"):
                shutil.rmtree(folder, ignore_errors=True)
