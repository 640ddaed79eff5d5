import json
from pathlib import Path

import pytest
from contracts.upstream_contract import UpstreamContract, complete, make_request

from engine.models.scripted import InvalidScript, Scripted
from engine.models.upstream import Refused, Request

RULES = [
    {"when": UpstreamContract.TOOL, "calls": [{"name": "look", "arguments": {"path": "a.py"}}]},
    {"when": UpstreamContract.TOO_LONG, "fail": {"refused": "too long"}},
    {"when": UpstreamContract.OUTAGE, "fail": {"provider": "the house is on fire"}},
    {"when": UpstreamContract.GREETING, "say": "Hello."},
]


def script(folder: Path, rules: object) -> Scripted:
    path = folder / "script.json"
    path.write_text(rules if isinstance(rules, str) else json.dumps(rules))
    return Scripted.read(path)


def conversation(*texts: str) -> Request:
    """User and assistant take turns."""
    roles = ("user", "assistant")
    messages = [{"role": roles[n % 2], "content": text} for n, text in enumerate(texts)]
    return Request(role="solve", body={"messages": messages}, max_tokens=100, seconds=1.0)


class TestScripted(UpstreamContract):
    @pytest.fixture
    def upstream(self, tmp_path: Path) -> Scripted:
        return script(tmp_path, RULES)


def test_the_first_rule_that_matches_answers(tmp_path: Path) -> None:
    upstream = script(
        tmp_path,
        [
            {"role": "improve", "say": "improve"},
            {"turn": 1, "last": "three$", "say": "second turn"},
            {"when": "one", "say": "first"},
        ],
    )
    assert complete(upstream, conversation("one")).message["content"] == "first"
    assert complete(upstream, conversation("one", "two", "three")).message["content"] == (
        "second turn"
    )
    assert complete(upstream, make_request("x", role="improve")).message["content"] == "improve"
    with pytest.raises(Refused, match=r"No rule of scripted:script.json matches"):
        complete(upstream, conversation("nothing"))


def test_groups_of_the_match_go_into_the_answer(tmp_path: Path) -> None:
    call = {"name": "look", "arguments": {"path": "$1", "deep": [{"also": "$2"}], "n": 1}}
    upstream = script(tmp_path, [{"when": r"(\w+\.py):(x)?", "say": "see $1$3", "calls": [call]}])
    message = complete(upstream, conversation('fix a.py:"')).message
    assert message["content"] == "see a.py$3"
    arguments = json.loads(message["tool_calls"][0]["function"]["arguments"])
    assert arguments == {"path": "a.py", "deep": [{"also": ""}], "n": 1}


def test_malformed_arguments_can_be_scripted(tmp_path: Path) -> None:
    upstream = script(tmp_path, [{"calls": [{"name": "look", "arguments": '{"path": '}]}])
    message = complete(upstream, conversation("x")).message
    assert message["tool_calls"][0]["function"]["arguments"] == '{"path": '
    assert message["content"] is None


def test_the_same_request_has_the_same_answer_in_any_order(tmp_path: Path) -> None:
    upstream = script(tmp_path, RULES)
    greeting, tool = make_request(UpstreamContract.GREETING), make_request(UpstreamContract.TOOL)
    first = complete(upstream, greeting), complete(upstream, tool)
    again = complete(upstream, tool), complete(upstream, greeting)
    assert first == again[::-1]


def test_an_answer_keeps_to_max_tokens(tmp_path: Path) -> None:
    upstream = script(tmp_path, [{"say": "x" * 1000}])
    answer = complete(upstream, make_request("x", max_tokens=10))
    assert answer.finish_reason == "length"
    assert answer.output_tokens == 10
    assert answer.message["content"] == "x" * 40


def test_tokens_can_be_scripted(tmp_path: Path) -> None:
    upstream = script(tmp_path, [{"say": "x", "input_tokens": 7, "output_tokens": 9}])
    answer = complete(upstream, conversation("x"))
    assert (answer.input_tokens, answer.output_tokens) == (7, 9)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ("[{", "Invalid JSON"),
        ({"say": "x"}, "valid array"),
        ([{"say": "x", "wenn": "y"}], "0.wenn"),
        ([{"say": "x", "when": "("}], "no regular expression"),
        ([{"say": 1}], "0.say"),
        ([{"when": "x"}], "needs 'say', 'calls' or 'fail'"),
        ([{"fail": {}}], "either 'refused' or 'provider'"),
        ([{"say": "x", "role": "dance"}], "0.role"),
    ],
)
def test_a_bad_script_is_refused_in_one_sentence(tmp_path: Path, rules: object, why: str) -> None:
    with pytest.raises(InvalidScript, match=why) as refused:
        script(tmp_path, rules)
    assert str(tmp_path / "script.json") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_script_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidScript, match=r"nothing.json cannot be read: No such file"):
        Scripted.read(tmp_path / "nothing.json")
