"""What every upstream promises, as tests that any upstream can run."""

import asyncio
import copy
import json

import pytest

from engine.models.upstream import Answer, ProviderFailed, Refused, Request, Upstream


def make_request(text: str, *, role: str = "solve", max_tokens: int = 256) -> Request:
    body = {"messages": [{"role": "user", "content": text}], "max_tokens": max_tokens}
    return Request(role=role, body=body, max_tokens=max_tokens, seconds=60.0)


def complete(upstream: Upstream, request: Request) -> Answer:
    return asyncio.run(upstream.complete(request))


class UpstreamContract:
    """Subclass it with a fixture `upstream` that knows these four texts."""

    GREETING = "Say hello."
    """Is answered with a text."""
    TOOL = "Use the tool."
    """Is answered with a call of the tool `look` with the argument `path`."""
    TOO_LONG = "This is too long for you."
    """Is refused: the agent's fault."""
    OUTAGE = "Nobody is at home."
    """Fails, retries included: the provider's fault."""

    @pytest.fixture
    def upstream(self) -> Upstream:
        raise NotImplementedError

    def test_it_has_a_name(self, upstream: Upstream) -> None:
        assert upstream.name

    def test_an_answer_is_a_message_with_what_it_cost(self, upstream: Upstream) -> None:
        answer = complete(upstream, make_request(self.GREETING))
        assert answer.message["role"] == "assistant"
        assert isinstance(answer.message["content"], str)
        assert answer.finish_reason in {"stop", "length"}
        assert 0 <= answer.cached_tokens <= answer.input_tokens
        assert 0 < answer.output_tokens <= 256
        assert answer.model

    def test_a_tool_call_has_an_id_a_name_and_arguments_as_text(self, upstream: Upstream) -> None:
        answer = complete(upstream, make_request(self.TOOL))
        assert answer.finish_reason == "tool_calls"
        (call,) = answer.message["tool_calls"]
        assert call["id"]
        assert call["type"] == "function"
        assert call["function"]["name"] == "look"
        assert "path" in json.loads(call["function"]["arguments"])

    def test_an_answer_is_plain_json(self, upstream: Upstream) -> None:
        for text in (self.GREETING, self.TOOL):
            message = complete(upstream, make_request(text)).message
            assert json.loads(json.dumps(message)) == message

    def test_a_request_at_fault_is_refused_with_a_status_of_the_clients(
        self, upstream: Upstream
    ) -> None:
        with pytest.raises(Refused) as refused:
            complete(upstream, make_request(self.TOO_LONG))
        assert 400 <= refused.value.status < 500
        assert refused.value.code
        assert str(refused.value)

    def test_a_provider_in_trouble_is_not_the_agents_fault(self, upstream: Upstream) -> None:
        with pytest.raises(ProviderFailed, match=r"\w"):
            complete(upstream, make_request(self.OUTAGE))

    def test_a_request_is_not_modified(self, upstream: Upstream) -> None:
        request = make_request(self.GREETING)
        before = copy.deepcopy(request)
        complete(upstream, request)
        assert request == before

    def test_calls_may_overlap(self, upstream: Upstream) -> None:
        async def ask_all() -> list[Answer]:
            asking = (upstream.complete(make_request(self.GREETING)) for _ in range(8))
            return await asyncio.gather(*asking)

        assert len(asyncio.run(ask_all())) == 8

    def test_a_cancelled_call_ends_at_once(self, upstream: Upstream) -> None:
        async def cancel() -> None:
            call = asyncio.create_task(upstream.complete(make_request(self.GREETING)))
            await asyncio.sleep(0)
            call.cancel()
            await asyncio.wait_for(asyncio.wait([call]), 1)
            assert call.done()

        asyncio.run(cancel())
