"""The agent's way to its model: OpenAI's chat completions over HTTP on a Unix socket.

Whoever asks has no key and no network; the limits are counted here.
"""

import hmac
import json
import os
import secrets
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from .asking import read_question
from .limits import Meter, OverLimit
from .provider import Failed, Provider, Refused
from .words import say, short

SOCKET = "model.sock"
ROLE = "solve"

_MAX_BODY = 8 * 1024**2
_MOST_DISCARDED, _BLOCK = 8 * _MAX_BODY, 65536
_SILENCE_SECONDS = 30.0
_DEFAULT_ANSWER = 4096


class Problem(Exception):
    """An HTTP status, one word for programs, one sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Gateway(socketserver.UnixStreamServer):
    """Answers one question after the other."""

    def __init__(self, folder: Path, provider: Provider, meter: Meter) -> None:
        self.token = secrets.token_urlsafe(24)
        self.provider = provider
        self.meter = meter
        self.trouble = ""
        """The first trouble of the provider's that lasted."""
        super().__init__(str(folder / SOCKET), _Handler)

    def server_bind(self) -> None:
        """Listen there, however long the names of the folders above are."""
        place = Path(str(self.server_address))
        folder = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        short_name = Path(f"/proc/self/fd/{folder}")
        try:
            # The kernel takes 107 bytes and no more; this is the same place under a short name.
            self.socket.bind(str(short_name / place.name if short_name.exists() else place))
        finally:
            os.close(folder)

    def handle_error(self, *_: object) -> None:
        """A client that broke off is its own affair."""

    def answer(self, body: dict[str, Any]) -> dict[str, Any]:
        """A `chat.completion` object. Raises Problem."""
        if body.get("model", ROLE) not in (ROLE, "default"):
            raise Problem(404, "unknown_model", f"Ask for the model {ROLE!r} or 'default'.")
        try:
            asked = read_question(body)
        except ValueError as error:
            raise Problem(400, "invalid_request", f"The question is refused: {error}.") from error
        most = body.get("max_completion_tokens", body.get("max_tokens", _DEFAULT_ANSWER))
        if type(most) is not int or not 1 <= most <= 1_000_000:
            raise Problem(400, "invalid_request", "max_tokens is no number of tokens.")
        return self._ask(asked, most)

    def _ask(self, asked: dict[str, Any], most: int) -> dict[str, Any]:
        size = len(json.dumps(asked).encode())
        if self.meter.seconds_left <= 0:
            raise Problem(403, "deadline", "The time is over.")
        try:
            said = self.provider.ask(asked, most, self.meter)
        except OverLimit as error:
            say(f"limit reached: {error}")
            raise Problem(402, "over_budget", str(error)) from error
        except Refused as error:
            raise Problem(400, error.code, str(error)) from error
        except TimeoutError as error:
            raise Problem(403, "deadline", "The time is over.") from error
        except Failed as error:
            self.trouble = self.trouble or str(error)
            raise Problem(502, "provider_failed", str(error)) from error
        input, output = said["input"], said["output"]
        # Where a server does not say what was used, as many tokens are counted as there were bytes.
        input = size if input is None else input
        output = len(json.dumps(said["message"])) if output is None else output
        self.meter.count(input, output)
        _narrate(said["message"], self.meter)
        return _completion(said, self.meter.requests, input, output)


class _Handler(BaseHTTPRequestHandler):
    server: Gateway
    timeout = _SILENCE_SECONDS

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def address_string(self) -> str:
        """A Unix socket has none."""
        return "agent"

    def do_GET(self) -> None:
        """The budget and the models."""
        self._reply(self._get)

    def do_POST(self) -> None:
        """A question."""
        self._reply(self._post)

    def _reply(self, work: Callable[[], tuple[bytes, str]]) -> None:
        try:
            content, kind = work()
            status = 200
        except Problem as problem:
            said = {"type": problem.code, "code": problem.code, "message": problem.message}
            status, kind = problem.status, "application/json"
            content = json.dumps({"error": said}).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("x-should-retry", "false")
        self.end_headers()
        self.wfile.write(content)

    def _authorize(self) -> None:
        given = (self.headers.get("Authorization") or "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, f"Bearer {self.server.token}".encode()):
            raise Problem(
                401, "unauthorized", "Give this job's token: Authorization: Bearer TOKEN."
            )

    def _get(self) -> tuple[bytes, str]:
        self._authorize()
        if self.path == "/v1/budget":
            return _json(self.server.meter.left())
        if self.path == "/v1/models":
            about = {"object": "model", "created": 0, "owned_by": "hgm"}
            models = [{"id": name, **about} for name in (ROLE, "default")]
            return _json({"object": "list", "data": models})
        raise Problem(404, "not_found", "There is nothing there.")

    def _post(self) -> tuple[bytes, str]:
        # Read before anything is refused: who is still sending would miss the answer.
        content = self._content()
        self._authorize()
        if self.path != "/v1/chat/completions":
            raise Problem(404, "not_found", "There is nothing there.")
        body = _parse(content)
        completion = self.server.answer(body)
        if not body.get("stream"):
            return _json(completion)
        options = body.get("stream_options")
        wants_usage = isinstance(options, dict) and bool(options.get("include_usage"))
        return _stream(completion, include_usage=wants_usage), "text/event-stream"

    def _content(self) -> bytes:
        length = self.headers.get("Content-Length") or ""
        if not length.isdecimal():
            raise Problem(411, "invalid_request", "Say how long the body is: Content-Length.")
        left = int(length) if len(length) < 12 else _MOST_DISCARDED
        try:
            if left <= _MAX_BODY:
                return self.rfile.read(left)
            left = min(left, _MOST_DISCARDED)
            while left and (block := self.rfile.read(min(left, _BLOCK))):
                left -= len(block)
        except TimeoutError as error:
            raise Problem(408, "slow_body", "The body came too slowly.") from error
        raise Problem(413, "too_large", f"A body may have {_MAX_BODY} bytes.")


def _parse(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "invalid_request", "The body is no JSON.") from error
    if not isinstance(body, dict):
        raise Problem(400, "invalid_request", "The body is no object.")
    return body


@contextmanager
def serving(gateway: Gateway) -> Iterator[None]:
    """Answer in the background; a question that is open at the end is left alone."""
    serve = {"poll_interval": 0.05}
    threading.Thread(target=gateway.serve_forever, kwargs=serve, daemon=True).start()
    try:
        yield
    finally:
        stopping = threading.Thread(target=gateway.shutdown, daemon=True)
        stopping.start()
        stopping.join(1)
        if not stopping.is_alive():
            gateway.server_close()


def _narrate(message: dict[str, Any], meter: Meter) -> None:
    """One line for each thing that the model says or wants done."""
    if message["content"]:
        say(f"[{meter}] {short(message['content'])}")
    for call in message.get("tool_calls", ()):
        function = call["function"]
        say(f"[{meter}] {function['name']} {short(function['arguments'])}")


def _completion(said: dict[str, Any], number: int, input: int, output: int) -> dict[str, Any]:
    choice = {"index": 0, "message": said["message"], "finish_reason": said["finish_reason"]}
    return {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 0,
        "model": ROLE,
        "choices": [choice],
        "usage": {
            "prompt_tokens": input,
            "completion_tokens": output,
            "total_tokens": input + output,
        },
    }


def _stream(completion: dict[str, Any], *, include_usage: bool) -> bytes:
    """The same as server-sent events."""
    choice = completion["choices"][0]
    message = dict(choice["message"])
    if calls := message.get("tool_calls"):
        message["tool_calls"] = [{"index": index, **call} for index, call in enumerate(calls)]
    head = {**completion, "object": "chat.completion.chunk"}
    usage = head.pop("usage")
    end = {"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}
    chunks = [
        {**head, "choices": [{"index": 0, "delta": message, "finish_reason": None}]},
        {**head, "choices": [end]},
    ]
    if include_usage:
        chunks.append({**head, "choices": [], "usage": usage})
    events = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks]
    return "".join([*events, "data: [DONE]\n\n"]).encode()


def _json(content: object) -> tuple[bytes, str]:
    return json.dumps(content).encode(), "application/json"
