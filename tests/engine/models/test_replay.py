import json

import pytest
from contracts.upstream_contract import UpstreamContract, complete, make_request

from engine.models.exchange import canonical, write_exchange
from engine.models.problems import Problem
from engine.models.replay import Replay
from engine.models.scripted import Rule, Scripted, ScriptedCall
from engine.models.upstream import Answer, ProviderFailed


def said(text: str) -> Answer:
    return complete(Scripted([Rule(say=text)]), make_request("x"))


def exchange(text: str, outcome: Answer | Problem) -> bytes:
    return write_exchange(make_request(text), outcome, upstream="scripted", cost=0, seconds=0.1)


class TestReplay(UpstreamContract):
    @pytest.fixture
    def upstream(self) -> Replay:
        calls = [ScriptedCall(name="look", arguments={"path": "a.py"})]
        tool = complete(Scripted([Rule(calls=calls)]), make_request(self.TOOL))
        return Replay(
            [
                exchange(self.GREETING, said("hello")),
                exchange(self.TOOL, tool),
                exchange(self.TOO_LONG, Problem(400, "context_length_exceeded", "too long")),
                exchange(self.OUTAGE, Problem(502, "provider_failed", "fire")),
            ]
        )


def test_a_request_asked_again_gets_the_next_recorded_answer_and_then_the_last() -> None:
    upstream = Replay([exchange("x", said(text)) for text in ("one", "two")])
    answers = [complete(upstream, make_request("x")).message["content"] for _ in range(4)]
    assert answers == ["one", "two", "two", "two"]


def test_a_replayed_answer_is_the_recorded_one() -> None:
    assert complete(Replay([exchange("x", said("é"))]), make_request("x")) == said("é")


def test_a_request_that_was_not_recorded_is_the_provider_failing() -> None:
    upstream = Replay([exchange("x", said("one"))])
    for other in (make_request("y"), make_request("x", role="improve")):
        with pytest.raises(ProviderFailed, match="holds no answer to this request"):
            complete(upstream, other)


def test_what_only_clocks_and_chance_change_is_the_same_request() -> None:
    recorded = ("took 0.001s in /tmp/ab1", "took 0.001s in /tmp/ab2", "level 1")
    upstream = Replay([exchange(text, said(text)) for text in recorded])
    asked = ("took 1.23s in /tmp/x_", "took 0.001s in /tmp/ab2", "took 9.9s in /tmp/y", "level 1")
    answers = [complete(upstream, make_request(text)).message["content"] for text in asked]
    assert answers == [recorded[0], recorded[1], recorded[1], recorded[2]]
    with pytest.raises(ProviderFailed):
        complete(upstream, make_request("level 2"))


def test_an_exchange_is_canonical_json_with_everything_in_it() -> None:
    content = exchange("x", said("\ud800 half a pair"))
    value = json.loads(content)
    assert canonical(value) == content
    assert set(value) == {
        "role", "request", "answer", "seconds", "input_tokens", "cached_tokens",
        "cache_write_tokens", "output_tokens", "model", "upstream", "cost",
    }  # fmt: skip
    failed = json.loads(exchange("x", Problem(402, "over_budget", "no")))
    assert failed["error"] == {"status": 402, "code": "over_budget", "message": "no"}
    assert "answer" not in failed
