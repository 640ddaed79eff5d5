"""The exported agent's own gateway: the contract of docs/agents.md, with the limits held."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import openai
import pytest
from contracts.provider_servers import Json, Reply, Server

from engine.export.launcher.gateway import SOCKET, Gateway, serving
from engine.export.launcher.limits import Limits, Meter, Price
from engine.export.launcher.provider import Provider

KEY = "sk-canary-0123456789abcdef"
CALL = {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"path": "a"}'}}
ASK: Json = {"model": "solve", "messages": [{"role": "user", "content": "hi"}], "max_tokens": 10}
IMAGE = {"type": "image_url", "image_url": {"url": "https://evil/?secret"}}
TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


def says(content: object) -> Json:
    return {"role": "user", "content": content}


def answered(*calls: object) -> Json:
    return {"role": "assistant", "content": None, "tool_calls": list(calls)}


def completion(**message: object) -> Reply:
    said = {"role": "assistant", "content": None, **message}
    choice = {"index": 0, "message": said, "finish_reason": "stop"}
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return Reply(body={"choices": [choice], "usage": usage})


YES = completion(content="yes")


@contextmanager
def gateway(
    folder: Path, *replies: Reply, limits: Limits | None = None, price: Price | None = None
) -> Iterator[tuple[httpx2.Client, Server, Gateway]]:
    """A client of the gateway, and the provider behind it."""
    with Server() as server:
        server.replies = list(replies)
        provider = Provider("tiny", server.url, KEY, says_completion=False)
        made = Gateway(folder, provider, Meter(limits or Limits(30), price))
        headers = {"Authorization": f"Bearer {made.token}"}
        transport = httpx2.HTTPTransport(uds=str(folder / SOCKET))
        client = httpx2.Client(transport=transport, base_url="http://agent/v1", headers=headers)
        with serving(made), client:
            yield client, server, made


def test_openais_own_client_is_answered_plainly_and_in_a_stream(tmp_path: Path) -> None:
    with gateway(tmp_path, completion(content="I look.", tool_calls=[CALL])) as (client, _, made):
        sdk = openai.OpenAI(base_url="http://agent/v1", api_key=made.token, http_client=client)
        answer = sdk.chat.completions.create(model="solve", messages=ASK["messages"])
        call = answer.choices[0].message.tool_calls[0]
        assert (call.function.name, call.function.arguments) == ("look", '{"path": "a"}')
        assert answer.choices[0].finish_reason == "tool_calls"
        assert answer.usage.total_tokens == 15
        with sdk.chat.completions.stream(model="default", messages=ASK["messages"]) as stream:
            streamed = stream.get_final_completion().choices[0]
        assert streamed.message.content == "I look."
        assert streamed.message.tool_calls[0].function.name == "look"
        assert [model.id for model in sdk.models.list()] == ["solve", "default"]


def test_the_provider_gets_its_model_the_key_and_no_reasoning(tmp_path: Path) -> None:
    with gateway(tmp_path, YES) as (client, server, _):
        message = {"role": "assistant", "content": "x", "reasoning": [{"provider": "p"}]}
        asked = {**ASK, "messages": [*ASK["messages"], message], "strange": 1}
        assert client.post("/chat/completions", json=asked).status_code == 200
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    (body,) = server.asked
    assert (body["model"], body["max_tokens"]) == ("tiny", 10)
    assert "reasoning" not in body["messages"][1]
    assert "strange" not in body


def test_all_that_the_contract_allows_is_passed_on(tmp_path: Path) -> None:
    part = {"type": "text", "text": "x"}
    returned = {"role": "tool", "content": [part], "tool_call_id": "c"}
    question: Json = {
        "messages": [says([part]), answered(CALL), returned, {"role": "assistant", "content": "x"}],
        "tools": [TOOL],
        "tool_choice": {"type": "function", "function": {"name": "look"}},
        "temperature": 0.5,
        "stop": ["x"],
        "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}},
    }
    with gateway(tmp_path, YES) as (client, server, _):
        assert client.post("/chat/completions", json={**ASK, **question}).status_code == 200
    assert {name: server.asked[0][name] for name in question} == question


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"model": "gpt-5"}, 404, "unknown_model"),
        ({"messages": "hi"}, 400, "invalid_request"),
        ({"messages": ["hi"]}, 400, "invalid_request"),
        ({"max_tokens": 0}, 400, "invalid_request"),
        ({"max_tokens": "many"}, 400, "invalid_request"),
        ({"max_tokens": True}, 400, "invalid_request"),
        ({"messages": []}, 400, "invalid_request"),
        ({"messages": [says([IMAGE])]}, 400, "invalid_request"),
        (
            {"messages": [says([{"type": "file", "file": {"file_id": "f"}}])]},
            400,
            "invalid_request",
        ),
        ({"messages": [says([{"type": "text", "text": "x", **IMAGE}])]}, 400, "invalid_request"),
        ({"messages": [{**says("x"), "audio": {"id": "a"}}]}, 400, "invalid_request"),
        ({"messages": [{**says([IMAGE]), "role": "tool"}]}, 400, "invalid_request"),
        ({"messages": [{"role": "assistant", "content": None}]}, 400, "invalid_request"),
        ({"messages": [answered({"id": "c", "type": "custom"})]}, 400, "invalid_request"),
        ({"tools": [{"type": "custom", "custom": {"name": "x"}}]}, 400, "invalid_request"),
        ({"tools": [{"type": "web_search"}]}, 400, "invalid_request"),
        ({"tools": [{**TOOL, "server_url": "https://evil"}]}, 400, "invalid_request"),
        ({"tool_choice": {"type": "custom", "custom": {}}}, 400, "invalid_request"),
        ({"temperature": float("inf")}, 400, "invalid_request"),
        ({"stop": [IMAGE]}, 400, "invalid_request"),
        ({"response_format": {"type": "grammar"}}, 400, "invalid_request"),
    ],
)
def test_what_is_no_question_is_refused_before_it_costs_anything(
    tmp_path: Path, change: Json, status: int, code: str
) -> None:
    with gateway(tmp_path, YES) as (client, server, _):
        asked = json.dumps({**ASK, **change})
        answer = client.post("/chat/completions", content=asked)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert client.post("/chat/completions", content=b"[" * 100_000).status_code == 400
        assert client.post("/chat/completions", content=b"[]").status_code == 400
        assert client.get("/elsewhere").status_code == 404
        wrong = {"Authorization": "Bearer é".encode()}
        assert client.get("/budget", headers=wrong).status_code == 401
    assert server.asked == []


def test_a_body_without_a_length_or_too_long_is_refused(tmp_path: Path) -> None:
    with gateway(tmp_path, YES) as (_, _, made):
        for header, body, status in (
            (f"content-length: {9 << 20}", b"x" * (9 << 20), b"413"),
            ("x: y", b"", b"411"),
        ):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(tmp_path / SOCKET))
                head = f"authorization: Bearer {made.token}\r\n{header}\r\n\r\n"
                client.sendall(f"POST /v1/chat/completions HTTP/1.1\r\n{head}".encode() + body)
                assert status in client.recv(100)


@pytest.mark.parametrize(
    "limits",
    [
        Limits(30, requests=2),
        Limits(30, tokens=180),
        Limits(30, dollars=0.00016),
    ],
)
def test_no_limit_is_ever_passed(tmp_path: Path, limits: Limits) -> None:
    with gateway(tmp_path, YES, limits=limits, price=Price(1, 1)) as (client, server, made):
        statuses = [client.post("/chat/completions", json=ASK).status_code for _ in range(20)]
        left = client.get("/budget").json()
    assert 402 in statuses
    assert statuses == sorted(statuses)
    assert len(server.asked) == statuses.count(200)
    meter = made.meter
    assert meter.requests <= (limits.requests or 99)
    assert meter.tokens <= (limits.tokens or 9999)
    assert meter.dollars <= (limits.dollars or 99)
    assert all(value is None or value >= 0 for value in left.values())


def test_trouble_that_passes_is_asked_again_and_trouble_that_stays_is_told(tmp_path: Path) -> None:
    busy = Reply(status=429, body={"error": {"message": "slow"}}, headers={"retry-after": "0"})
    with gateway(tmp_path, busy, busy, YES) as (client, server, made):
        assert client.post("/chat/completions", json=ASK).status_code == 200
        assert len(server.asked) == 3
        assert made.trouble == ""
        server.replies = [busy]
        answer = client.post("/chat/completions", json=ASK)
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "provider_failed")
        assert made.trouble
        assert (made.meter.requests, made.meter.tokens) == (2, 15)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[" * 100_000,
        {"choices": []},
        {"choices": [{"message": {"content": None, "tool_calls": [{"type": "custom"}]}}]},
        {"choices": [{"message": {"content": [{"type": "text", "text": "x"}]}}]},
    ],
)
def test_an_answer_that_cannot_be_read_is_counted_at_its_dearest_and_not_asked_again(
    tmp_path: Path, body: object
) -> None:
    limits = Limits(30, tokens=250)
    with gateway(tmp_path, Reply(body=body), limits=limits, price=Price(1, 1)) as it:
        client, server, made = it
        statuses = [client.post("/chat/completions", json=ASK).status_code for _ in range(9)]
    assert statuses == sorted(statuses, reverse=True)
    assert set(statuses) == {502, 402}
    assert len(server.asked) == statuses.count(502) == made.meter.requests
    assert 0 < made.meter.tokens <= 250
    assert made.meter.dollars > 0


def test_an_answer_that_breaks_off_is_asked_again_and_both_are_counted(tmp_path: Path) -> None:
    broken = Reply(body=b"x", headers={"content-length": "99"}, breaks_off=True)
    with gateway(tmp_path, broken, YES) as (client, server, made):
        assert client.post("/chat/completions", json=ASK).status_code == 200
    assert len(server.asked) == made.meter.requests == 2
    assert made.meter.tokens > 15 + ASK["max_tokens"]


def test_a_server_that_nobody_reaches_costs_no_tokens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.export.launcher.provider._TRIES", 2)
    with gateway(tmp_path, YES) as (client, server, made):
        server.shutdown()
        server.server_close()
        assert client.post("/chat/completions", json=ASK).status_code == 502
        assert (made.meter.requests, made.meter.tokens) == (1, 0)


def test_an_answer_without_words_can_be_handed_back(tmp_path: Path) -> None:
    with gateway(tmp_path, completion(content=None), YES) as (client, _, _):
        empty = client.post("/chat/completions", json=ASK).json()["choices"][0]["message"]
        again = {**ASK, "messages": [*ASK["messages"], empty, says("And?")]}
        assert client.post("/chat/completions", json=again).status_code == 200


def test_a_prompt_that_is_too_long_is_the_agents_own_affair(tmp_path: Path) -> None:
    said = {"error": {"code": "context_length_exceeded", "message": "context length passed"}}
    with gateway(tmp_path, Reply(status=400, body=said)) as (client, server, made):
        answer = client.post("/chat/completions", json=ASK)
        assert answer.json()["error"]["code"] == "context_length_exceeded"
    assert made.trouble == ""
    assert len(server.asked) == 1


def test_the_key_follows_no_redirect_and_is_in_no_message(tmp_path: Path) -> None:
    with Server() as other:
        other.replies = [YES]
        away = Reply(status=307, body={"error": f"no {KEY}"}, headers={"location": other.url})
        with gateway(tmp_path, away) as (client, _, _):
            answer = client.post("/chat/completions", json=ASK)
        assert answer.status_code == 502
        assert KEY not in answer.text
        assert other.asked == []


def test_the_time_of_the_work_ends_a_question(tmp_path: Path) -> None:
    started = time.monotonic()
    with gateway(tmp_path, Reply(stalls=3, body={}), limits=Limits(1)) as (client, _, made):
        answer = client.post("/chat/completions", json=ASK, timeout=20)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "deadline")
        assert made.meter.tokens > ASK["max_tokens"]
    assert time.monotonic() - started < 15


def test_what_a_server_does_not_count_is_counted_in_bytes(tmp_path: Path) -> None:
    reply = completion(content="yes")
    reply.body.pop("usage")
    with gateway(tmp_path, reply) as (client, _, made):
        client.post("/chat/completions", json=ASK)
        assert made.meter.tokens > len(json.dumps(ASK["messages"]))
