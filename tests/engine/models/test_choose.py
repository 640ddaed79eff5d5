import json
from pathlib import Path

import pytest
from contracts.upstream_contract import complete, make_request

from engine.models.choose import (
    InvalidModel,
    ReplayModel,
    ScriptedModel,
    make_upstream,
    parse_model,
)
from engine.models.exchange import write_exchange


def test_a_model_is_read_and_written_the_same() -> None:
    assert parse_model("scripted:a:b.json") == ScriptedModel(Path("a:b.json"))
    assert parse_model(" replay:runs/1 ") == ReplayModel(Path("runs/1"))
    for text in ("scripted:a.json", "replay:runs/1"):
        assert str(parse_model(text)) == text


@pytest.mark.parametrize("text", ["", "scripted", "scripted:", "gpt:9", "replay"])
def test_an_unknown_model_is_told_what_is_known(text: str) -> None:
    with pytest.raises(InvalidModel, match="scripted:FILE or replay:RUN"):
        parse_model(text)


def test_a_run_with_a_script_can_be_replayed(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"say": "hello"}]))
    scripted = make_upstream(parse_model(f"scripted:{file}"), read_exchanges=lambda _: [])
    request = make_request("x")
    answer = complete(scripted, request)
    record = [write_exchange(request, answer, upstream=scripted.name, cost=0, seconds=0)]
    replay = make_upstream(parse_model(f"replay:{tmp_path}"), read_exchanges=lambda _: record)
    assert complete(replay, request) == answer
