"""The real wire: HTTP over a session's Unix socket."""

import http.client
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from engine.models.caps import Caps
from engine.models.gateway import Gateway
from engine.models.scripted import Rule, Scripted
from engine.models.session import Session
from engine.models.upstream import Upstream


class Connection(http.client.HTTPConnection):
    """http.client over a Unix socket."""

    def __init__(self, path: Path, timeout: float = 10) -> None:
        super().__init__("gateway", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass
class Reply:
    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def code(self) -> str:
        """Of an error that has OpenAI's shape."""
        error = self.json["error"]
        assert set(error) == {"type", "code", "message"}
        assert error["message"]
        return error["code"]

    @property
    def text(self) -> str:
        """Of an answer."""
        return self.json["choices"][0]["message"]["content"]


class Client:
    """An agent's view of one session."""

    def __init__(self, session: Session, *, token: str | None = None) -> None:
        self.path = session.folder / "model.sock"
        self.token = session.token if token is None else token

    def chat(self, text: str = "hi", **fields: object) -> Reply:
        messages = [{"role": "user", "content": text}]
        return self.post(json.dumps({"messages": messages, **fields}))

    def post(self, body: object, **headers: str) -> Reply:
        return self.call("POST", "/v1/chat/completions", body, headers)

    def get(self, path: str) -> Reply:
        return self.call("GET", path)

    def call(self, method: str, path: str, body=None, headers=None) -> Reply:
        connection = Connection(self.path)
        try:
            authorization = {"Authorization": f"Bearer {self.token}"}
            connection.request(method, path, body, authorization | (headers or {}))
            response = connection.getresponse()
            return Reply(response.status, response.read(), dict(response.headers))
        finally:
            connection.close()

    def head(self, *, length: int | None = None) -> bytes:
        """The start of a chat request, for bytes on a bare socket."""
        size = "transfer-encoding: chunked" if length is None else f"content-length: {length}"
        return (
            f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n{size}\r\n"
            f"authorization: Bearer {self.token}\r\n\r\n"
        ).encode()

    def socket(self, *, seconds: float = 10) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(seconds)
        connection.connect(str(self.path))
        return connection


def read_all(connection: socket.socket) -> bytes:
    """What comes until the other side hangs up."""
    content = b""
    try:
        while more := connection.recv(65536):
            content += more
    except ConnectionError:
        pass
    return content


def read_replies(connection: socket.socket, count: int) -> list[Reply]:
    replies = []
    with connection.makefile("rb") as stream:
        for _ in range(count):
            status = int(stream.readline().split()[1])
            headers = http.client.parse_headers(stream)
            replies.append(Reply(status, stream.read(int(headers["content-length"]))))
    return replies


Open = Callable[..., AbstractContextManager[Session]]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway({"solve": Scripted([Rule(say="hello")])}, body_seconds=0.3) as made:
        yield made


@pytest.fixture
def open_session(gateway: Gateway) -> Open:
    return partial(gateway.open, job=1, role="solve", caps=Caps(), seconds=30.0)


@pytest.fixture
def session(open_session: Open) -> Iterator[Session]:
    with open_session() as made:
        yield made


@pytest.fixture
def client(session: Session) -> Client:
    return Client(session)


@pytest.fixture
def dial() -> type[Client]:
    return Client


@pytest.fixture
def serve() -> Callable[..., AbstractContextManager[Gateway]]:
    """A gateway with one model for the role `solve`: an upstream, or the rules of a script."""

    def make(upstream: Upstream | list[dict[str, object]], **options: object):
        if isinstance(upstream, list):
            upstream = Scripted([Rule.model_validate(rule) for rule in upstream])
        return Gateway({"solve": upstream}, **options)

    return make


@pytest.fixture
def replies() -> Callable[[socket.socket, int], list[Reply]]:
    return read_replies


@pytest.fixture
def rest() -> Callable[[socket.socket], bytes]:
    return read_all
