"""What is Anthropic's own: thinking, caching, turns."""

import pytest

from engine.models.providers.anthropic import from_message, to_request
from engine.models.upstream import Request


def sent(*messages: dict[str, object], **fields: object) -> dict:
    body = {"messages": list(messages), **fields}
    return to_request(Request(role="solve", body=body, max_tokens=10, seconds=1), "claude-x")


def user(text: str) -> dict[str, object]:
    return {"role": "user", "content": text}


def test_instructions_and_the_last_two_turns_are_cached() -> None:
    asked = sent({"role": "system", "content": "Be brief."}, user("1"), said("2"), user("3"),
                 said("4"), user("5"))  # fmt: skip
    assert asked["system"][0]["cache_control"] == {"type": "ephemeral"}
    marked = ["cache_control" in turn["content"][-1] for turn in asked["messages"]]
    assert marked == [False, False, True, False, True]


def test_thinking_goes_back_with_its_signature_and_first() -> None:
    thought = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}
    call = {"type": "tool_use", "id": "t1", "name": "look", "input": {"a": 1}}
    message = {"content": [thought, call], "stop_reason": "tool_use", "model": "claude-x"}
    answer = from_message({**message, "usage": {"input_tokens": 1, "output_tokens": 2}})
    result = {"role": "tool", "tool_call_id": "t1", "content": "ok"}
    turns = sent(user("Go."), dict(answer.message), result)["messages"]
    assert turns[1] == {"role": "assistant", "content": [thought, call]}
    assert turns[2]["content"][0]["tool_use_id"] == "t1"


def test_reasoning_of_another_provider_stays_away() -> None:
    foreign = said("Hm.") | {"reasoning": [{"provider": "openai", "item": {"type": "reasoning"}}]}
    turns = sent(user("Go."), foreign, user("?"))["messages"]
    assert turns[1]["content"] == [{"type": "text", "text": "Hm."}]


def test_neighbours_of_one_role_become_one_turn_and_empty_texts_none() -> None:
    turns = sent(user("1"), user("2"), said(" "), user("3"))["messages"]
    assert [turn["role"] for turn in turns] == ["user"]
    assert [block["text"] for turn in turns for block in turn["content"]] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "arguments",
    ["{oops", "[1]", '{"a": NaN}', '{"a": 1e999}', '{"a": "\\ud800"}', "[" * 90_000,
     '{"a": ' + "[" * 200 + "]" * 200 + "}", '{"a": [' + "1," * 100_000 + "1]}"],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_broken_arguments_are_handed_back_as_an_object(arguments: str) -> None:
    call = {"id": "t", "type": "function", "function": {"name": "look", "arguments": arguments}}
    turns = sent(user("1"), {"role": "assistant", "tool_calls": [call]})["messages"]
    assert turns[1]["content"][0]["input"] == {"malformed_arguments": arguments}


def test_it_gets_no_temperature() -> None:
    asked = sent(user("1"), temperature=0.5, stop="END", tool_choice="required")
    assert "temperature" not in asked
    assert "tool_choice" not in asked
    assert asked["stop_sequences"] == ["END"]


def said(text: str) -> dict[str, object]:
    return {"role": "assistant", "content": text}
