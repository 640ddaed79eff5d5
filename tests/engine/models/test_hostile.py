"""Clients that mean harm: each gets a typed error or is dropped, and the others notice nothing."""

import contextlib
import json
import socket
import threading
import time

import pytest

from engine.models import wire
from engine.models.caps import Caps, MiB
from engine.models.wire import MAX_CONNECTIONS, Connection


@pytest.fixture
def neighbour(gateway, dial):
    """Another job's client; every test ends with it being served."""
    with gateway.open(job=2, role="solve", caps=Caps(), seconds=30) as session:
        client = dial(session)
        yield client
        assert client.chat().text == "hello"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "header_seconds", 0.2)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic {token}",
        "{token}",
        "Bearer {token}x",
        "bear\xe9",
    ],
)
def test_a_forged_token_opens_nothing(client, session, neighbour, authorization: str) -> None:
    header = {"Authorization": authorization.format(token=client.token)}
    for method, path in (
        ("GET", "/v1/budget"), ("GET", "/v1/models"), ("POST", "/v1/chat/completions"),
    ):  # fmt: skip
        reply = client.call(method, path, None, header)
        assert (reply.status, reply.code) == (401, "unauthorized")
    assert session.record.requests == 0


def test_another_jobs_token_is_worth_nothing_here(client, neighbour, dial, session) -> None:
    assert dial(session, token=neighbour.token).chat().code == "unauthorized"


def test_unknown_places_and_methods_are_typed_errors(client, neighbour) -> None:
    for path in ("/", "/v1/chat/completions/", "/v1/../etc/passwd", "/v1/jobs/2/budget", "/%00"):
        reply = client.get(path)
        assert (reply.status, reply.code) == (404, "not_found")
    assert client.get("/v1/chat/completions").code == "method_not_allowed"
    assert client.call("DELETE", "/v1/budget").code == "method_not_allowed"


def test_a_body_that_says_it_is_too_large_is_not_read(client, neighbour) -> None:
    with client.socket() as connection:
        connection.sendall(client.head(length=9 * MiB))
        assert connection.recv(20).split()[1] == b"413"


def test_a_body_without_a_length_is_counted(open_session, dial, neighbour) -> None:
    with open_session(caps=Caps(request_bytes=1000)) as session:
        reply = dial(session).post(iter([b"x" * 400] * 4))
        assert (reply.status, reply.code) == (413, "too_large")
        exact = json.dumps({"messages": [{"role": "user", "content": "x"}]}).ljust(1000)
        assert dial(session).post(iter([exact.encode()])).status == 200
        assert dial(session).post(exact + " ").status == 413


def test_a_client_that_goes_on_sending_is_hung_up_on(open_session, dial, neighbour, rest) -> None:
    with open_session(caps=Caps(request_bytes=1000)) as session, dial(session).socket() as flood:
        flood.sendall(dial(session).head(length=10**12))
        with pytest.raises(ConnectionError):
            for _ in range(64):
                flood.sendall(b"x" * MiB)


def test_one_connection_may_serve_a_long_conversation(
    monkeypatch: pytest.MonkeyPatch, client, replies
) -> None:
    monkeypatch.setattr(wire, "_MAX_DISCARDED", 20_000)
    body = json.dumps({"messages": [{"role": "user", "content": "x" * 9000}]}).encode()
    with client.socket() as connection:
        for _ in range(5):
            connection.sendall(client.head(length=len(body)) + body)
            assert replies(connection, 1)[0].text == "hello"


def test_a_slow_body_is_refused(client, neighbour, replies) -> None:
    with client.socket() as connection:
        connection.sendall(client.head(length=100) + b"{")
        (reply,) = replies(connection, 1)
    assert (reply.status, reply.code) == (408, "slow_body")


def test_slow_headers_are_hung_up_on(impatient, client, neighbour, rest) -> None:
    started = time.monotonic()
    connections = [client.socket() for _ in range(3)]
    connections[0].sendall(b"GET /v1/bud")
    connections[1].sendall(client.head(length=10)[:-2])
    for connection in connections:
        assert rest(connection) == b""
        connection.close()
    assert time.monotonic() - started < 2


def test_a_connection_that_is_being_served_outlasts_the_time_for_headers(
    impatient, serve, dial
) -> None:
    with (
        serve([{"say": "late", "delay": 0.5}]) as gateway,
        gateway.open(job=1, role="solve", caps=Caps(), seconds=30) as session,
    ):
        assert dial(session).chat().text == "late"


def test_a_body_that_ends_early_leaves_nothing_open(serve, dial) -> None:
    with (
        serve([{"say": "hello"}], body_seconds=60.0) as gateway,
        gateway.open(job=1, role="solve", caps=Caps(), seconds=30) as session,
    ):
        client = dial(session)
        for _ in range(10):
            with client.socket() as connection:
                connection.sendall(client.head(length=100) + b"{")
        deadline = time.monotonic() + 5
        while client.chat().status != 200:
            assert time.monotonic() < deadline


def test_only_so_many_calls_are_open_at_once(serve, dial) -> None:
    with (
        serve([{"say": "late", "delay": 0.3}]) as gateway,
        gateway.open(job=1, role="solve", caps=Caps(open_requests=2), seconds=30) as session,
    ):
        replies = []
        threads = [
            threading.Thread(target=lambda: replies.append(dial(session).chat())) for _ in range(5)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert sorted(reply.status for reply in replies) == [200, 200, 429, 429, 429]
        late = next(reply for reply in replies if reply.status == 429)
        assert late.code == "too_many_requests"
        assert late.headers["x-should-retry"] == "true"
        assert dial(session).chat().status == 200


def test_hundreds_of_connections_do_not_shut_the_others_out(client, neighbour, replies) -> None:
    held = [client.socket() for _ in range(MAX_CONNECTIONS)]
    for _ in range(300):
        with client.socket() as connection:
            (reply,) = replies(connection, 1)
            assert (reply.status, reply.code) == (429, "too_many_requests")
    assert neighbour.chat().status == 200
    for connection in held:
        connection.close()
    deadline = time.monotonic() + 5
    while client.get("/v1/budget").status != 200:
        assert time.monotonic() < deadline


def test_requests_in_one_breath_are_answered_in_order(client, neighbour, replies) -> None:
    body = b'{"messages":[{"role":"user","content":"x"}]}'
    with client.socket() as connection:
        connection.sendall((client.head(length=len(body)) + body) * 20)
        ids = [reply.json["id"] for reply in replies(connection, 20)]
    assert ids == [f"chatcmpl-{number}" for number in range(1, 21)]


def test_a_reader_that_never_reads_holds_up_only_itself(client, session, neighbour) -> None:
    head = f"GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {client.token}\r\n\r\n"
    with client.socket(seconds=0.3) as connection:
        with pytest.raises(TimeoutError):
            for _ in range(10_000):
                connection.sendall(head.encode() * 100)
        assert neighbour.chat().status == 200


@pytest.mark.parametrize(
    "noise",
    [
        b"\x00" * 100,
        b"GET\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\n"
        b"content-length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost: x\r\nx: " + b"a" * 100_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
)
def test_what_is_not_http_gets_a_typed_error(client, neighbour, rest, noise: bytes) -> None:
    with client.socket() as connection:
        connection.sendall(noise)
        content = rest(connection)
    head, _, body = content.partition(b"\r\n\r\n")
    assert head.split()[1] == b"400"
    assert json.loads(body)["error"]["code"] == "invalid_request"


def test_noise_in_the_middle_of_a_body_is_hung_up_on(client, session, neighbour, rest) -> None:
    with client.socket() as connection:
        connection.sendall(client.head() + b"5\r\nabcde\r\nnot a size\r\n")
        assert rest(connection) == b""
    assert session.crash is None


def test_noise_after_a_request_does_not_break_its_answer_for_us(serve, dial, rest) -> None:
    body = b'{"messages":[{"role":"user","content":"x"}]}'
    with (
        serve([{"say": "late", "delay": 0.1}]) as gateway,
        gateway.open(job=1, role="solve", caps=Caps(), seconds=30) as session,
    ):
        client = dial(session)
        with client.socket() as connection:
            connection.sendall(client.head(length=len(body)) + body + b"\x00\x01\r\n\r\n")
            assert b"late" in rest(connection)
        with client.socket() as connection:
            connection.sendall(client.head(length=len(body)) + body)
        assert client.chat().text == "late"
        assert session.record.requests == 3, "a call that nobody waits for is spent all the same"


@pytest.mark.parametrize("upgrade", ["websocket", "h2c"])
def test_an_upgrade_is_not_to_be_had(client, neighbour, upgrade: str) -> None:
    reply = client.call("GET", "/v1/budget", None, {"Connection": "upgrade", "Upgrade": upgrade})
    assert reply.status == 200


def test_a_body_that_takes_long_to_read_does_not_stop_the_others(client, neighbour) -> None:
    chunks = b"1\r\na\r\n" * 100_000
    with client.socket() as connection:
        sender = threading.Thread(
            target=connection.sendall, args=(client.head() + chunks + b"0\r\n\r\n",)
        )
        sender.start()
        worst = 0.0
        while sender.is_alive():
            started = time.monotonic()
            neighbour.get("/v1/budget")
            worst = max(worst, time.monotonic() - started)
        sender.join()
    assert worst < 1.0


def test_after_the_end_there_is_nobody(open_session, dial) -> None:
    with open_session() as session:
        client = dial(session)
        connection = client.socket()
    with pytest.raises(FileNotFoundError):
        client.chat()
    with connection:
        connection.settimeout(1)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(1) == b""
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.sendall(b"GET / HTTP/1.1\r\n\r\n")


def test_a_session_ends_at_once_under_a_flood(open_session, dial) -> None:
    stop = threading.Event()

    def flood(client) -> None:
        while not stop.is_set():
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(str(client.path))
                    connection.sendall(client.head(length=10**6) + b"x" * 1000)
            except OSError:
                stop.wait(0.001)

    with open_session() as session:
        threads = [threading.Thread(target=flood, args=(dial(session),)) for _ in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        started = time.monotonic()
    assert time.monotonic() - started < 1
    stop.set()
    for thread in threads:
        thread.join(5)
