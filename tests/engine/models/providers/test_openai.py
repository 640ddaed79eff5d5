"""What is OpenAI's own: reasoning that travels encrypted, and servers that are only similar."""

import asyncio
from types import SimpleNamespace

import pytest
from contracts.upstream_contract import make_request

from engine.models.providers.openai_chat import OpenAIChat
from engine.models.providers.openai_responses import OpenAIResponses, from_response, to_request
from engine.models.upstream import Refused, Request

ITEM = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "xyz"}


def sent(*messages: dict[str, object], **fields: object) -> dict:
    body = {"messages": list(messages), **fields}
    request = Request(role="solve", body=body, max_tokens=20, seconds=1)
    return to_request(request, "gpt-x", reasons=True)


def test_reasoning_goes_back_as_it_came() -> None:
    call = {"type": "function_call", "call_id": "c", "name": "look", "arguments": "{}"}
    usage = {"input_tokens": 1, "output_tokens": 2}
    response = {"status": "completed", "output": [ITEM, call], "model": "gpt-x", "usage": usage}
    answer = from_response(response)
    result = {"role": "tool", "tool_call_id": "c", "content": "ok"}
    items = sent({"role": "user", "content": "Go."}, dict(answer.message), result)["input"]
    assert items[1:3] == [ITEM, call]
    assert items[3] == {"type": "function_call_output", "call_id": "c", "output": "ok"}


def test_nothing_is_kept_at_openai_and_a_stop_is_refused() -> None:
    asked = sent({"role": "user", "content": "Go."})
    assert asked["store"] is False
    assert asked["max_output_tokens"] == 20
    with pytest.raises(Refused, match="no `stop`"):
        sent({"role": "user", "content": "Go."}, stop="END")


def test_a_model_that_does_not_reason_is_asked_without(server, reply) -> None:
    refusal = {"error": {"message": "Encrypted content is not supported with this model."}}
    usage = {"input_tokens": 1, "output_tokens": 2}
    response = {"id": "r", "status": "completed", "output": [], "model": "gpt-x", "usage": usage}
    end = {"type": "response.completed", "sequence_number": 1, "response": response}
    server.replies = [reply(status=400, body=refusal), reply([end])]

    async def twice() -> None:
        upstream = OpenAIResponses("gpt-x", api_key="k", base_url=server.url)
        await upstream.complete(make_request("1"))
        await upstream.complete(make_request("2"))
        await upstream.close()

    asyncio.run(twice())
    assert ["include" in asked for asked in server.asked] == [True, False, False]


def test_a_server_that_counts_nothing_is_charged_by_the_byte(server, reply) -> None:
    function = {"name": "look", "arguments": {"path": "a"}}
    call = {"index": None, "function": function}
    delta = {"content": "Hm.", "reasoning_content": "...", "tool_calls": [call]}
    chunk = {"choices": [{"index": 0, "delta": delta, "finish_reason": "stop"}]}
    server.replies = [reply([chunk, "[DONE]"])]

    async def once() -> SimpleNamespace:
        upstream = OpenAIChat("llama", api_key="none", base_url=server.url)
        answer = await upstream.complete(make_request("1"))
        await upstream.close()
        return answer

    answer = asyncio.run(once())
    assert answer.finish_reason == "tool_calls"
    (made,) = answer.message["tool_calls"]
    assert made["id"] == "call_0"
    assert made["function"]["arguments"] == '{"path": "a"}'
    assert answer.input_tokens > 50
    assert answer.output_tokens >= len("Hm.look")
    assert answer.model == "llama"
