import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.body import DEFAULT_MAX_TOKENS, read_chat
from engine.models.exchange import canonical
from engine.models.problems import Problem, scrub
from engine.models.providers.messages import assistant

USER = {"role": "user", "content": "hi"}
CALL = {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{"}}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
REASONING = [
    {"provider": "anthropic", "item": {"type": "thinking", "thinking": "", "signature": "s"}},
    {"provider": "openai", "item": {"type": "reasoning", "encrypted_content": "e"}},
]
FULL = {
    "messages": [
        {"role": "system", "content": "be good"},
        {"role": "user", "content": [{"type": "text", "text": "hi"}]},
        {"role": "assistant", "content": None, "tool_calls": [CALL], "reasoning": REASONING},
        {"role": "tool", "tool_call_id": "1", "content": "done"},
    ],
    "tools": [TOOL],
    "tool_choice": {"type": "function", "function": {"name": "f"}},
    "max_completion_tokens": 10,
    "temperature": 0.5,
    "stop": ["a", "b"],
    "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {"a": 1}}},
}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.sampled_from(sorted(FULL)), inner, max_size=4)
    ),
    max_leaves=8,
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    inner = (
        value.items() if isinstance(value, dict)
        else enumerate(value) if isinstance(value, list) else ()
    )  # fmt: skip
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def put(value, path: tuple, new: object):
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put(value[path[0]], path[1:], new)
    return copy


def refused(content: bytes) -> str:
    with pytest.raises(Problem) as problem:
        read_chat(content)
    assert (problem.value.status, problem.value.code) == (400, "invalid_request")
    assert len(problem.value.message) < 1000
    return problem.value.message


def test_what_the_agent_said_is_what_the_upstream_gets() -> None:
    chat = read_chat(json.dumps({"model": "solve", "stream": True, **FULL}).encode())
    assert chat.as_body() == FULL
    assert chat.most_tokens == 10
    assert read_chat(json.dumps({"messages": [USER]}).encode()).most_tokens == DEFAULT_MAX_TOKENS


@given(place=st.sampled_from(places(FULL)), value=json_values)
def test_a_wrong_type_at_any_place_is_taken_or_refused_but_never_breaks(
    place: tuple, value: object
) -> None:
    content = json.dumps(put(FULL, place, value)).encode()
    with contextlib.suppress(Problem):
        body = read_chat(content).as_body()
        assert json.loads(canonical(body)) == body


@given(st.binary(max_size=60))
def test_any_bytes_are_refused(content: bytes) -> None:
    refused(content)


@pytest.mark.parametrize(
    "field",
    [
        {"n": 2}, {"seed": 1}, {"user": "x"}, {"logit_bias": {}}, {"max_tokens": 0},
        {"max_tokens": True}, {"max_tokens": "10"}, {"max_tokens": 10**9}, {"temperature": 3},
        {"temperature": "1"}, {"stop": []}, {"messages": []}, {"messages": [{"role": "god"}]},
        {"messages": [{"role": "assistant"}]}, {"messages": [{"role": "user"}]},
        {"messages": [{**USER, "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]},
        {"tools": [{"type": "function", "function": {"name": "a b"}}]}, {"stream": 1},
    ],
)  # fmt: skip
def test_what_we_do_not_know_is_refused_by_name(field: dict) -> None:
    message = refused(json.dumps({"messages": [USER], **field}).encode())
    assert message.startswith(next(iter(field)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"messages":[{"role":"user","content":"x"}],"temperature":NaN}', "NaN is no number"),
        (b'{"messages":[{"role":"user","content":"x"}],"temperature":1e999}', "1e999 is no number"),
        (b'{"messages":[],"max_tokens":' + b"1" * 5000 + b"}", "4300 digits"),
        (b'{"messages":[],"messages":[]}', "same key twice"),
        (b'{"messages":"\xff"}', "not UTF-8"),
        (b'{"messages":[{"role":"user","content":"\\ud800"}]}', "half of a surrogate pair"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[" * 1_000_000, "arrays and objects"),
        (b'{"messages":[' + b"1," * 200_000 + b"1]}", "more than 100000 values"),
        (b'{"messages":[{"role":"user","content":' + b"[" * 500 + b"]" * 500 + b"}]}", "messages"),
        (b"", "not the JSON"),
        (b"[]", "the body"),
    ],
)
def test_json_that_means_harm_is_refused(content: bytes, why: str) -> None:
    assert why in refused(content)


def test_deep_schemas_are_taken_or_refused_but_never_break() -> None:
    for depth in range(1, 400, 13):
        schema = b'{"a":' + b"[" * depth + b"]" * depth + b"}"
        tool = b'{"type":"function","function":{"name":"f","parameters":' + schema + b"}}"
        content = b'{"messages":[{"role":"user","content":"x"}],"tools":[' + tool + b"]}"
        with contextlib.suppress(Problem):
            canonical(read_chat(content).as_body())


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("the key is hunter2, I said hunter2x", "the key is [hidden], I said [hidden]x"),
        ("Incorrect API key: sk-proj-abcDEF_123456.", "Incorrect API key: [hidden]."),
        ("sent Bearer abc.def-1 to you", "sent Bearer [hidden] to you"),
        ("https://x/?key=abc&b=1", "https://x/?key=[hidden]&b=1"),
        ("a task about keys", "a task about keys"),
    ],
)
def test_keys_are_scrubbed(text: str, clean: str) -> None:
    assert scrub(text, ["hunter2", ""]) == clean


def test_a_providers_sermon_is_cut_short() -> None:
    assert len(scrub("x" * 10_000, [])) == 2000


PICTURE = {"type": "input_image", "image_url": "https://example.com/?secret"}
ENCRYPTED = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "xyz"}
THOUGHT = {"type": "thinking", "thinking": "hm", "signature": "c2ln"}


def answered(provider: object, item: object) -> bytes:
    said = {
        "role": "assistant",
        "content": "x",
        "reasoning": [{"provider": provider, "item": item}],
    }
    return json.dumps({"messages": [USER, said, USER]}).encode()


@pytest.mark.parametrize(
    ("provider", "item"),
    [
        ("openai", ENCRYPTED),
        ("openai", {**ENCRYPTED, "summary": [{"type": "summary_text", "text": "First."}]}),
        ("openai", {**ENCRYPTED, "content": [{"type": "reasoning_text", "text": "I"}]}),
        ("openai", {**ENCRYPTED, "content": None, "status": "completed"}),
        ("anthropic", THOUGHT),
        ("anthropic", {"type": "redacted_thinking", "data": "eHl6"}),
    ],
)
def test_what_a_provider_gave_goes_back_as_it_came(provider: str, item: dict) -> None:
    message = assistant("x", (), reasoning=[item], kind=provider)
    assert message["reasoning"] == [{"provider": provider, "item": item}]
    body = read_chat(json.dumps({"messages": [USER, message]}).encode()).as_body()
    assert body["messages"][1] == message


@pytest.mark.parametrize(
    ("provider", "item"),
    [
        ("openai", {"type": "message", "role": "user", "content": [PICTURE]}),
        ("openai", {"type": "item_reference", "id": "rs_1"}),
        ("openai", {"type": "reasoning", "id": "rs_1", "summary": []}),
        ("openai", {**ENCRYPTED, "encrypted_content": ""}),
        ("openai", {**ENCRYPTED, "role": "system"}),
        ("openai", {**ENCRYPTED, "summary": [PICTURE]}),
        ("openai", {**ENCRYPTED, "summary": [{"type": "summary_text", "text": {"a": 1}}]}),
        ("openai", {**ENCRYPTED, "content": [{"type": "input_file", "file_url": "https://x"}]}),
        ("openai", THOUGHT),
        ("anthropic", ENCRYPTED),
        ("anthropic", {"type": "image", "source": {"type": "url", "url": "https://x"}}),
        ("anthropic", {**THOUGHT, "thinking": [PICTURE]}),
        ("anthropic", {**THOUGHT, "cache_control": {"type": "ephemeral"}}),
        ("anthropic", {"type": "thinking", "thinking": "unsigned"}),
        ("anthropic", {"type": "redacted_thinking", "data": None}),
        ("another", ENCRYPTED),
        (None, ENCRYPTED),
        ("openai", None),
    ],
)
def test_reasoning_that_no_provider_gave_is_refused(provider: object, item: object) -> None:
    assert refused(answered(provider, item)).startswith("messages.1.assistant.reasoning.0")


def test_what_is_new_in_a_providers_reasoning_does_not_stop_the_conversation() -> None:
    given = [{**ENCRYPTED, "mood": "good"}, {"type": "reasoning", "id": "rs_2", "summary": []}]
    message = assistant("x", (), reasoning=given, kind="openai")
    assert message["reasoning"] == [{"provider": "openai", "item": ENCRYPTED}]
    read_chat(json.dumps({"messages": [USER, message]}).encode())
