"""Servers on this machine that speak the providers' protocols, byte by byte."""

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from pydantic import TypeAdapter

from engine.models.providers.messages import calls_of
from engine.models.scripted import Rule, Scripted
from engine.models.upstream import Request

Json = dict[str, Any]
Call = tuple[str, str, str]


@dataclass
class Reply:
    """What the server does with one request."""

    events: list[Any] = field(default_factory=list)
    status: int = 200
    body: Any = None
    """JSON, or bytes as they are; instead of events."""
    headers: dict[str, str] = field(default_factory=dict)
    breaks_off: bool = False
    """The connection dies where the end of the stream should be."""
    stalls: float = 0.0
    """Seconds of silence before the first byte."""


class Server(ThreadingHTTPServer):
    """Answers with one reply after the other, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies: list[Reply] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def __enter__(self) -> Self:
        serve = {"poll_interval": 0.01}
        self._thread = threading.Thread(target=self.serve_forever, kwargs=serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()

    def next(self) -> Reply:
        """The reply to what was asked last; tests may put another rule in its place."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        server = self.server
        assert isinstance(server, Server)
        server.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        server.headers.append({name.lower(): value for name, value in self.headers.items()})
        server.paths.append(self.path)
        reply = server.next()
        time.sleep(reply.stalls)
        try:
            self.answer(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.events:
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            for event in reply.events:
                self.chunk(as_event(event))
            if reply.breaks_off:
                self.close_connection = True
            else:
                self.chunk(b"")
            return
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


def as_event(event: Any) -> bytes:
    if event == "[DONE]":
        return b"data: [DONE]\n\n"
    name = f"event: {event['type']}\n" if "type" in event else ""
    return f"{name}data: {json.dumps(event)}\n\n".encode()


def anthropic_answer(text: str = "", calls: tuple[Call, ...] = (), stop: str = "") -> list[Any]:
    usage = {"input_tokens": 10, "cache_read_input_tokens": 4, "cache_creation_input_tokens": 3}
    start = {"id": "m", "type": "message", "role": "assistant", "model": "claude-x", "content": []}
    start |= {"stop_reason": None, "stop_sequence": None, "usage": {**usage, "output_tokens": 1}}
    events: list[Any] = [{"type": "message_start", "message": start}, {"type": "ping"}]
    blocks: list[tuple[Json, Json]] = []
    if text:
        blocks.append(({"type": "text", "text": ""}, {"type": "text_delta", "text": text}))
    for id, name, arguments in calls:
        block = {"type": "tool_use", "id": id, "name": name, "input": {}}
        blocks.append((block, {"type": "input_json_delta", "partial_json": arguments}))
    for index, (block, delta) in enumerate(blocks):
        events.append({"type": "content_block_start", "index": index, "content_block": block})
        events.append({"type": "content_block_delta", "index": index, "delta": delta})
        events.append({"type": "content_block_stop", "index": index})
    stop = stop or ("tool_use" if calls else "end_turn")
    ending = {"stop_reason": stop, "stop_sequence": None}
    events.append({"type": "message_delta", "delta": ending, "usage": {"output_tokens": 7}})
    return [*events, {"type": "message_stop"}]


def chat_answer(text: str = "", calls: tuple[Call, ...] = (), stop: str = "") -> list[Any]:
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "x-1"}

    def chunk(delta: Json, finish: str | None = None) -> Json:
        return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}

    chunks = [chunk({"role": "assistant", "content": piece}) for piece in text]
    for index, (id, name, arguments) in enumerate(calls):
        function = {"name": name, "arguments": ""}
        named = {"index": index, "id": id, "type": "function", "function": function}
        more = {"index": index, "function": {"arguments": arguments}}
        chunks += [chunk({"tool_calls": [named]}), chunk({"tool_calls": [more]})]
    chunks.append(chunk({}, stop or ("tool_calls" if calls else "stop")))
    usage = {"prompt_tokens": 17, "completion_tokens": 7, "total_tokens": 24}
    usage["prompt_tokens_details"] = {"cached_tokens": 4}
    return [*chunks, {**head, "choices": [], "usage": usage}, "[DONE]"]


def response_answer(text: str = "", calls: tuple[Call, ...] = (), stop: str = "") -> list[Any]:
    said = {"type": "output_text", "text": text, "annotations": []}
    message = {"type": "message", "id": "o", "role": "assistant", "status": "completed"}
    output: list[Json] = [{**message, "content": [said]}] if text else []
    for id, name, arguments in calls:
        call = {"type": "function_call", "id": f"f{id}", "call_id": id, "status": "completed"}
        output.append({**call, "name": name, "arguments": arguments})
    response = {"id": "r", "object": "response", "created_at": 0, "model": "x-1", "output": output}
    response |= {"status": "incomplete" if stop else "completed", "tools": []}
    response["incomplete_details"] = {"reason": stop} if stop else None
    details = {"cached_tokens": 4, "cache_write_tokens": 0}
    usage = {"input_tokens": 17, "input_tokens_details": details, "output_tokens": 7}
    usage |= {"output_tokens_details": {"reasoning_tokens": 5}, "total_tokens": 24}
    end = {"type": f"response.{response['status']}", "sequence_number": 1}
    begun = {**response, "status": "in_progress", "output": []}
    return [
        {"type": "response.created", "sequence_number": 0, "response": begun},
        {**end, "response": {**response, "usage": usage}},
    ]


def openai_error(message: str, kind: str = "invalid_request_error", code: str = "x") -> Json:
    return {"error": {"message": message, "type": kind, "code": code, "param": None}}


def anthropic_error(message: str, kind: str = "invalid_request_error", code: str = "") -> Json:
    return {"type": "error", "error": {"type": kind, "message": message}}


ANSWERS = {
    "/v1/messages": anthropic_answer,
    "/v1/chat/completions": chat_answer,
    "/v1/responses": response_answer,
}


def heard(path: str, body: Json) -> list[Json]:
    """What was asked in one of the three protocols: messages of a role and a text each."""
    if path == "/v1/messages":
        said = [{"role": "system", "content": body["system"]}, *body["messages"]]
        return [
            {"role": each["role"], "content": _text(part)}
            for each in said
            for part in (each["content"] if each["role"] == "user" else [each["content"]])
        ]
    if path == "/v1/chat/completions":
        return [{"role": each["role"], "content": _text(each)} for each in body["messages"]]
    messages: list[Json] = []
    for item in body["input"]:
        role = {"function_call": "assistant", "function_call_output": "tool"}.get(item.get("type"))
        message = {"role": role or item["role"], "content": _text(item)}
        if message["role"] == "assistant" == (messages or [{}])[-1].get("role"):
            messages[-1]["content"] += message["content"]
        else:
            messages.append(message)
    return messages


def _text(part: Any) -> str:
    match part:
        case str():
            return part
        case list():
            return "".join(map(_text, part))
        case {"text": text} | {"content": text} | {"output": text}:
            return _text(text)
        case _:
            return ""


class ScriptedServer(Server):
    """A provider whose model follows a script, in whichever of the three protocols it is asked."""

    def __init__(self, rules: list[Json]) -> None:
        super().__init__()
        self._model = Scripted(TypeAdapter(list[Rule]).validate_python(rules, strict=True))

    def next(self) -> Reply:
        """What the first rule says that matches; `improve` is known by its instructions."""
        messages = heard(self.paths[-1], self.asked[-1])
        role = "improve" if "You improve a coding agent" in messages[0]["content"] else "solve"
        request = Request(role=role, body={"messages": messages}, max_tokens=9999, seconds=60)
        message: Any = asyncio.run(self._model.complete(request)).message
        calls = tuple(calls_of(message))
        return Reply(ANSWERS[self.paths[-1]](message["content"] or "", calls))
