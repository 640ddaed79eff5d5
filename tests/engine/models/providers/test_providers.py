"""What every provider does alike, each through its real SDK against a server of its protocol."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from contracts.provider_servers import (
    Json,
    anthropic_answer,
    anthropic_error,
    chat_answer,
    openai_error,
    response_answer,
)
from contracts.upstream_contract import UpstreamContract, make_request

from engine.models.providers.anthropic import Anthropic
from engine.models.providers.failures import Transient
from engine.models.providers.openai_chat import OpenAIChat
from engine.models.providers.openai_responses import OpenAIResponses
from engine.models.providers.retrying import Retrying
from engine.models.upstream import Answer, ProviderFailed, Refused, Request, Upstream

KEY = "sk-canary-0123456789abcdef"


@dataclass(frozen=True)
class Protocol:
    """A provider, and its protocol's words."""

    make: Callable[[str], Upstream]
    path: str
    answer: Callable[..., list[Any]]
    error: Callable[..., Json]
    too_long: Json


PROTOCOLS = {
    "anthropic": Protocol(
        lambda url: Anthropic("claude-x", api_key=KEY, base_url=url),
        "/v1/messages",
        anthropic_answer,
        anthropic_error,
        anthropic_error("prompt is too long: 300000 tokens > 200000 maximum"),
    ),
    "chat": Protocol(
        lambda url: OpenAIChat("x", api_key=KEY, base_url=f"{url}/v1"),
        "/v1/chat/completions",
        chat_answer,
        openai_error,
        openai_error("This model's maximum context length is 8192 tokens.", code="400"),
    ),
    "responses": Protocol(
        lambda url: OpenAIResponses("x", api_key=KEY, base_url=f"{url}/v1"),
        "/v1/responses",
        response_answer,
        openai_error,
        openai_error("Your input exceeds it.", code="context_length_exceeded"),
    ),
}


@pytest.fixture(params=PROTOCOLS)
def protocol(request) -> Protocol:
    return PROTOCOLS[request.param]


def ask(upstream: Upstream, request: Request | None = None) -> Answer:
    async def work() -> Answer:
        try:
            return await upstream.complete(request or make_request("hi"))
        finally:
            await upstream.close()

    return asyncio.run(work())


@pytest.fixture
def asked(protocol, server) -> Callable[..., Answer]:
    """Ask once, retries left out."""

    def asking(request: Request | None = None) -> Answer:
        return ask(protocol.make(server.url), request)

    return asking


def test_a_text_with_what_it_cost(protocol, server, reply, asked) -> None:
    server.replies = [reply(protocol.answer("Hellö"))]
    answer = asked()
    assert answer.message == {"role": "assistant", "content": "Hellö"}
    assert answer.finish_reason == "stop"
    used = (answer.input_tokens, answer.cached_tokens, answer.output_tokens)
    assert used == (17, 4, 7)
    assert answer.model in ("claude-x", "x-1")
    assert server.paths == [protocol.path]
    assert "temperature" not in server.asked[0]


def test_several_calls_in_one_answer(protocol, server, reply, asked) -> None:
    calls = (("call_1", "look", '{"path": "a"}'), ("call_2", "look", '{"path": "b"}'))
    server.replies = [reply(protocol.answer("I look.", calls))]
    answer = asked()
    assert answer.finish_reason == "tool_calls"
    assert answer.message["content"] == "I look."
    said = [
        (call["id"], call["function"]["name"], json.loads(call["function"]["arguments"]))
        for call in answer.message["tool_calls"]
    ]
    assert said == [("call_1", "look", {"path": "a"}), ("call_2", "look", {"path": "b"})]


def test_a_whole_conversation_reaches_the_model(protocol, server, reply, asked) -> None:
    server.replies = [reply(protocol.answer("Done."))]
    function = {"name": "look", "arguments": "{broken"}
    call = {"id": "call_1", "type": "function", "function": function}
    messages = [
        {"role": "system", "content": "Be brief."},
        {
            "role": "user",
            "content": [{"type": "text", "text": "Go"}, {"type": "text", "text": "!"}],
        },
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "not JSON"},
        {"role": "user", "content": "Try again."},
    ]
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
    body = {"messages": messages, "tools": [tool], "tool_choice": "required"}
    asked(Request(role="solve", body=body, max_tokens=99, seconds=30))
    sent = json.dumps(server.asked[0])
    for text in ("Be brief.", "Go", "broken", "not JSON", "Try again.", "call_1", "look", "99"):
        assert text in sent
    assert body["messages"] is messages
    assert messages[3] == {"role": "tool", "tool_call_id": "call_1", "content": "not JSON"}


@pytest.mark.parametrize(
    ("name", "stop"),
    [("anthropic", "max_tokens"), ("chat", "length"), ("responses", "max_output_tokens")],
)
def test_an_answer_that_was_cut(server, reply, name, stop) -> None:
    protocol = PROTOCOLS[name]
    server.replies = [reply(protocol.answer("To be cont", stop=stop))]
    assert ask(protocol.make(server.url)).finish_reason == "length"


@pytest.mark.parametrize(
    ("name", "stop"),
    [("anthropic", "refusal"), ("chat", "content_filter"), ("responses", "content_filter")],
)
def test_an_answer_that_was_refused_still_costs(server, reply, name, stop) -> None:
    protocol = PROTOCOLS[name]
    server.replies = [reply(protocol.answer("I", stop=stop))]
    answer = ask(protocol.make(server.url))
    assert (answer.finish_reason, answer.output_tokens) == ("content_filter", 7)


def test_a_prompt_that_is_too_long_is_the_agents_fault(protocol, server, reply, asked) -> None:
    server.replies = [reply(status=400, body=protocol.too_long)]
    with pytest.raises(Refused) as refused:
        asked()
    assert refused.value.code == "context_length_exceeded"


@pytest.mark.parametrize("status", [400, 422])
def test_a_wrong_request_is_the_agents_fault(protocol, server, reply, asked, status) -> None:
    server.replies = [reply(status=status, body=protocol.error("tools.0: bad name"))]
    with pytest.raises(Refused, match="bad name") as refused:
        asked()
    assert (refused.value.status, refused.value.code) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("status", "says"),
    [(401, "refused the key in"), (403, "refused the key in"), (404, "knows no model"),
     (402, "wants to be paid")],
)  # fmt: skip
def test_what_the_user_must_mend_is_said_once(protocol, server, reply, status, says) -> None:
    server.replies = [reply(status=status, body=protocol.error(f"Incorrect key: {KEY}"))]
    upstream = Retrying(protocol.make(server.url), sleep=never)
    with pytest.raises(ProviderFailed, match=says) as failed:
        ask(upstream)
    assert len(server.asked) == 1
    if status != 402:
        assert KEY not in str(failed.value)


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_what_may_pass_is_asked_again(protocol, server, reply, status) -> None:
    trouble = protocol.error("slow down", "rate_limit_error")
    server.replies = [
        reply(status=status, body=trouble, headers={"retry-after": "7"}),
        reply(status=status, body=trouble, headers={"retry-after-ms": "1500"}),
        reply(status=status, body=trouble),
        reply(protocol.answer("At last.")),
    ]
    waits: list[float] = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    answer = ask(Retrying(protocol.make(server.url), sleep=wait))
    assert answer.message["content"] == "At last."
    assert len(server.asked) == 4
    assert 7 <= waits[0] <= 7.8
    assert 1.5 <= waits[1] <= 1.75
    assert 0 <= waits[2] <= 8


@pytest.mark.parametrize("cut", [1, -2])
def test_a_stream_that_breaks_off_is_asked_again(protocol, server, reply, cut) -> None:
    whole = protocol.answer("Hello, world.")
    server.replies = [reply(whole[:cut], breaks_off=True), reply(whole)]
    answer = ask(Retrying(protocol.make(server.url), sleep=at_once))
    assert answer.message["content"] == "Hello, world."
    assert len(server.asked) == 2


def test_a_stream_that_ends_too_early_is_no_answer(protocol, server, reply, asked) -> None:
    server.replies = [reply(protocol.answer("Hello, world.")[:1])]
    with pytest.raises(Transient):
        asked()


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b"[]", b'{"id": 1}'])
def test_what_is_no_answer_is_the_providers_fault(protocol, server, reply, asked, body) -> None:
    server.replies = [reply(body=body)]
    with pytest.raises(Transient):
        asked()


def test_trouble_inside_the_stream_is_asked_again(protocol, server, reply) -> None:
    error = protocol.error("Overloaded", "overloaded_error", "server_error")
    server.replies = [reply([*protocol.answer("Hi")[:1], {"type": "error", **error}])]
    server.replies.append(reply(protocol.answer("Hi")))
    assert ask(Retrying(protocol.make(server.url), sleep=at_once)).message["content"] == "Hi"


@pytest.mark.parametrize(
    ("trouble", "count"),
    [("broken off", 1), ("ended early", 1), ("nonsense", 1), ("overloaded", 0), ("status", 0)],
)
def test_a_try_that_may_have_been_charged_is_told(protocol, server, reply, trouble, count) -> None:
    whole = protocol.answer("Hello, world.")
    error = protocol.error("Overloaded", "overloaded_error", "server_error")
    first = {
        "broken off": reply(whole[:-2], breaks_off=True),
        "ended early": reply(whole[:1]),
        "nonsense": reply(body=b"[]"),
        "overloaded": reply([whole[0], {"type": "error", **error}]),
        "status": reply(status=500, body=error),
    }[trouble]
    server.replies = [first, reply(whole)]
    lost: list[str] = []
    request = replace(make_request("hi"), on_lost=lambda: lost.append(trouble))
    answer = ask(Retrying(protocol.make(server.url), sleep=at_once), request)
    assert answer.message["content"] == "Hello, world."
    assert len(lost) == count


def test_nobody_there_is_the_providers_fault(protocol) -> None:
    upstream = Retrying(protocol.make("http://127.0.0.1:9"), tries=3, sleep=at_once)
    lost: list[str] = []
    request = replace(make_request("hi"), on_lost=lambda: lost.append("lost"))
    with pytest.raises(ProviderFailed, match="3 tries"):
        ask(upstream, request)
    assert lost == []


def test_a_provider_that_only_stalls_is_not_waited_for_for_ever(protocol, server, reply) -> None:
    soon = {"retry-after-ms": "1"}
    server.replies = [reply(status=500, body={}, headers=soon), reply(stalls=8.0, body={})]
    request = make_request("hi")
    lost: list[str] = []
    short = replace(request, seconds=5.0, on_lost=lambda: lost.append("lost"))
    with pytest.raises(ProviderFailed, match="silence"):
        ask(Retrying(protocol.make(server.url), sleep=at_once), short)
    assert lost == ["lost"]


def test_a_wait_beyond_the_jobs_time_is_not_begun(protocol, server, reply) -> None:
    server.replies = [reply(status=429, body={}, headers={"retry-after": "100"})]
    with pytest.raises(ProviderFailed, match="1 tries"):
        ask(Retrying(protocol.make(server.url), sleep=never))


def test_the_key_goes_to_the_provider_and_nowhere_else(protocol, server, reply, asked) -> None:
    server.replies = [reply(protocol.answer("hi"))]
    answer = asked()
    assert KEY in json.dumps(server.headers[0])
    assert KEY not in json.dumps(server.asked) + repr(answer)


async def never(_: float) -> None:
    raise AssertionError("nobody should have waited")


async def at_once(_: float) -> None:
    pass


class _Contract(UpstreamContract):
    name: str

    @pytest.fixture
    def upstream(self, server, reply):
        protocol = PROTOCOLS[self.name]
        by_text = {
            self.GREETING: reply(protocol.answer("Hello.")),
            self.TOOL: reply(protocol.answer("", (("call_1", "look", '{"path": "a"}'),))),
            self.TOO_LONG: reply(status=400, body=protocol.too_long),
            self.OUTAGE: reply(status=500, body={}),
        }

        def choose():
            sent = json.dumps(server.asked[-1])
            return next(each for text, each in by_text.items() if text in sent)

        server.next = choose
        return _Fresh(lambda: Retrying(protocol.make(server.url), tries=2, sleep=at_once))


class _Fresh:
    """An upstream per call: the contract's calls have a loop each."""

    name = "fresh"

    def __init__(self, make: Callable[[], Upstream]) -> None:
        self._make = make

    async def complete(self, request: Request) -> Answer:
        upstream = self._make()
        try:
            return await upstream.complete(request)
        finally:
            await upstream.close()

    async def close(self) -> None:
        pass


class TestAnthropicContract(_Contract):
    name = "anthropic"


class TestChatContract(_Contract):
    name = "chat"


class TestResponsesContract(_Contract):
    name = "responses"
