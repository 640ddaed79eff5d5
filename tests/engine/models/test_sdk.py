"""The gateway as OpenAI's own client sees it."""

import httpx2
import openai
import pytest

from engine.models.caps import Caps
from engine.models.gateway import Gateway
from engine.models.scripted import Rule, Scripted, ScriptedCall

CALL = ScriptedCall(name="look", arguments={"path": "$1"})
RULES = [Rule(when=r"open (\S+)", say="I look.", calls=[CALL]), Rule(say="hello")]


@pytest.fixture
def sdk():
    with (
        Gateway({"solve": Scripted(RULES)}) as gateway,
        gateway.open(job=1, role="solve", caps=Caps(requests=4), seconds=30) as session,
        httpx2.HTTPTransport(uds=str(session.folder / "model.sock")) as transport,
        httpx2.Client(transport=transport) as http_client,
    ):
        yield openai.OpenAI(
            base_url="http://gateway/v1", api_key=session.token, http_client=http_client
        )


def test_plain_streamed_and_refused(sdk: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": "open a.py"}]
    message = sdk.chat.completions.create(model="solve", messages=messages).choices[0].message
    assert message.content == "I look."
    assert message.tool_calls[0].function.arguments == '{"path": "a.py"}'
    messages += [message, {"role": "tool", "tool_call_id": "call_0_0", "content": "x = 1"}]
    assert sdk.chat.completions.create(model="solve", messages=messages).usage.total_tokens > 0

    with sdk.chat.completions.stream(model="default", messages=messages) as stream:
        streamed = stream.get_final_completion().choices[0]
    assert streamed.message.tool_calls[0].function.name == "look"
    assert streamed.finish_reason == "tool_calls"

    assert [model.id for model in sdk.models.list()] == ["solve", "default"]
    with pytest.raises(openai.NotFoundError, match="'solve' or 'default' only"):
        sdk.chat.completions.create(model="gpt-9", messages=messages)
    sdk.chat.completions.create(model="solve", messages=messages)
    with pytest.raises(openai.APIStatusError, match="all of its 4 requests") as refused:
        sdk.chat.completions.create(model="solve", messages=messages)
    assert (refused.value.status_code, refused.value.code) == (402, "over_budget")
