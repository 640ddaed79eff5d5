"""One job's socket: uvicorn's HTTP protocol, with limits for clients that mean harm."""

import asyncio
import json
import logging
import os
import socket as sockets
from asyncio import TimerHandle
from pathlib import Path

from h11 import LocalProtocolError
from starlette.applications import Starlette
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from engine.models.problems import Problem
from engine.models.session import Session

MAX_CONNECTIONS = 64
"""Of one job."""

_IDLE_SECONDS = 600
_MAX_READ = 16 * 1024
_MAX_DISCARDED = 16 * 1024**2
# What a client does wrong is its own business; what we do wrong is kept as the session's crash.
_SILENT = logging.Logger("engine.models.wire", level=logging.CRITICAL + 1)


def configure(app: Starlette) -> Config:
    """Uvicorn's settings, loaded once for all jobs."""
    config = Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        proxy_headers=False,
        server_header=False,
        workers=1,
        timeout_keep_alive=_IDLE_SECONDS,
    )
    config.load()
    return config


class Connection(H11Protocol):
    """A connection that is dropped when its headers are slow, its house full, or its talk junk."""

    header_seconds = 30.0
    _headers_due: TimerHandle | None = None
    _discarded = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """See asyncio.Protocol; uvicorn narrows the type too."""
        self.logger, self.access_log = _SILENT, False
        # One read is parsed at one go: a small one keeps the loop free for the other jobs.
        transport.max_size = _MAX_READ  # type: ignore[attr-defined] # of asyncio's transports
        super().connection_made(transport)
        door: Door = self.app_state["door"]
        door.arriving.discard(self)
        if door.closed:
            transport.abort()
        elif len(self.connections) > MAX_CONNECTIONS:
            self._hang_up(429, "too_many_requests", "This job has too many connections open.")
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._stop_watching()

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        # Between requests there are headers, and the rest of a body that was refused.
        self._discarded += len(data)
        if self._discarded > _MAX_DISCARDED and not self._is_answering:
            self.transport.abort()
            return
        try:
            super().data_received(data)
        except LocalProtocolError:
            self.transport.abort()
        if self._is_answering:
            self._discarded = 0
        self._watch()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn does about a message that is not HTTP."""
        if self._is_answering:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self.transport.abort()
        else:
            self._hang_up(400, "invalid_request", msg)

    def timeout_keep_alive_handler(self) -> None:
        """What uvicorn does about a connection that nobody used for long."""
        self.transport.abort()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _watch(self) -> None:
        if self._is_answering or self.transport.is_closing():
            self._stop_watching()
        elif self._headers_due is None:
            self._headers_due = self.loop.call_later(self.header_seconds, self.transport.abort)

    def _stop_watching(self) -> None:
        if self._headers_due is not None:
            self._headers_due.cancel()
            self._headers_due = None

    def _hang_up(self, status: int, code: str, message: str) -> None:
        self.transport.write(_write_response(Problem(status, code, message)))
        self.transport.close()


class Door:
    """One job's listening socket and the connections that came through it."""

    def __init__(self, config: Config, session: Session, path: Path) -> None:
        self._config = config
        self._session = session
        self._path = path
        self._state = ServerState()
        self._server: asyncio.Server | None = None
        self.closed = False
        """Whether a connection that arrives comes too late."""
        self.arriving: set[Connection] = set()
        """Accepted, but not yet told so."""

    async def open(self) -> None:
        """Listen. Raises OSError."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(
            self._connect, sock=_bind(self._path), backlog=MAX_CONNECTIONS
        )
        self._path.chmod(0o666)

    async def close(self) -> None:
        """Hang up on everybody at once, and wait until every call has ended."""
        self.closed = True
        if self._server is not None:
            await self._stop_accepting(self._server)
            self._server.close()
        calls = list(self._state.tasks)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def _stop_accepting(self, server: asyncio.Server) -> None:
        # What asyncio accepted a moment ago becomes a connection in the loop's next turns, and
        # would be lost, its socket open, if the server were closed by then.
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening.fileno())
        await asyncio.sleep(0)
        while self._state.connections or self.arriving:
            for connection in list(self._state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)

    def _connect(self) -> Connection:
        state = {"session": self._session, "door": self}
        connection = Connection(self._config, self._state, state)
        self.arriving.add(connection)
        return connection


def _bind(path: Path) -> sockets.socket:
    """A socket there, however long the names of the folders above are. Raises OSError."""
    folder = os.open(path.parent, os.O_PATH)
    socket = sockets.socket(sockets.AF_UNIX)
    try:
        # The kernel takes 107 bytes and no more; this is the same place under a short name.
        socket.bind(f"/proc/self/fd/{folder}/{path.name}")
    except OSError:
        socket.close()
        raise
    finally:
        os.close(folder)
    return socket


def _write_response(problem: Problem) -> bytes:
    content = json.dumps(problem.as_json()).encode()
    head = (
        f"HTTP/1.1 {problem.status} {problem.code}\r\ncontent-type: application/json\r\n"
        f"content-length: {len(content)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode() + content
