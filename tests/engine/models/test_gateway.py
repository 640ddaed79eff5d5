import gc
import json
import os
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from engine.models.caps import Account, Caps, Use
from engine.models.exchange import canonical
from engine.models.gateway import sweep_gateways
from engine.models.providers.failures import Transient
from engine.models.providers.retrying import Retrying
from engine.models.replay import Replay
from engine.models.upstream import Answer, ProviderFailed, Refused, Request


class Says:
    """An upstream made of one function."""

    name = "says"

    def __init__(self, complete) -> None:
        self._complete = complete

    async def complete(self, request: Request) -> Answer:
        return self._complete(request)

    async def close(self) -> None:
        pass


def one_job(**options):
    return {"job": 1, "role": "solve", "caps": Caps(), "seconds": 30.0} | options


def test_an_answer_has_openais_shape_and_is_recorded(open_session, dial) -> None:
    with open_session() as session:
        reply = dial(session).chat("hi", model="solve", max_tokens=50, temperature=0)
    assert reply.status == 200
    assert reply.json["object"] == "chat.completion"
    assert reply.json["choices"][0]["message"] == {"role": "assistant", "content": "hello"}
    assert reply.json["choices"][0]["finish_reason"] == "stop"
    usage = reply.json["usage"]
    record = session.record
    assert record.requests == 1
    assert (record.input_tokens, record.output_tokens) == (
        usage["prompt_tokens"],
        usage["completion_tokens"],
    )
    (exchange,) = map(json.loads, record.exchanges)
    assert exchange["request"] == {
        "messages": [{"role": "user", "content": "hi"}], "max_tokens": 50, "temperature": 0.0,
    }  # fmt: skip
    assert exchange["answer"]["message"]["content"] == "hello"
    assert (exchange["role"], exchange["upstream"]) == ("solve", "scripted")
    assert exchange["seconds"] >= 0
    assert record.trouble is None


def test_a_stream_says_the_same_in_pieces(client) -> None:
    reply = client.chat(stream=True, stream_options={"include_usage": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    *events, done = reply.content.decode().strip().split("\n\n")
    assert done == "data: [DONE]"
    chunks = [json.loads(event.removeprefix("data: ")) for event in events]
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks if chunk["choices"]]
    assert "".join(delta.get("content", "") for delta in deltas) == "hello"
    assert chunks[-1]["usage"]["total_tokens"] > 0
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"


def test_the_job_sees_its_models_and_its_budget(open_session, dial) -> None:
    with open_session(caps=Caps(requests=3, tokens=10_000)) as session:
        client = dial(session)
        assert [model["id"] for model in client.get("/v1/models").json["data"]] == [
            "solve",
            "default",
        ]
        before = client.get("/v1/budget").json
        client.chat()
        after = client.get("/v1/budget").json
    assert (before["requests"], before["tokens"], after["requests"]) == (3, 10_000, 2)
    assert after["tokens"] == 10_000 - session.record.input_tokens - session.record.output_tokens
    assert 0 < after["seconds"] < before["seconds"] <= 30


def test_only_the_jobs_own_role_is_a_model(client, session) -> None:
    for model in ("improve", "gpt-9", ""):
        reply = client.chat(model=model)
        assert (reply.status, reply.code) == (404, "unknown_model")
    assert session.record.requests == 0


def test_nothing_is_spent_beyond_the_cap_on_requests(open_session, dial) -> None:
    with open_session(caps=Caps(requests=2)) as session:
        replies = [dial(session).chat() for _ in range(4)]
    assert [reply.status for reply in replies] == [200, 200, 402, 402]
    assert replies[-1].code == "over_budget"
    assert session.record.requests == 2


def test_tokens_are_reserved_before_they_are_spent(serve, dial) -> None:
    asked: list[Request] = []

    def complete(request: Request) -> Answer:
        asked.append(request)
        return Answer(
            message={"role": "assistant", "content": "x"}, finish_reason="stop", model="m",
            input_tokens=10, cached_tokens=4, output_tokens=20,
        )  # fmt: skip

    run = Account("run", tokens=1000)
    with serve(Says(complete)) as gateway:
        with gateway.open(**one_job(caps=Caps(tokens=500), run=run)) as session:
            client = dial(session)
            assert client.chat(max_tokens=500).code == "over_budget"
            assert asked == []
            assert client.chat(max_tokens=100).status == 200
            assert client.get("/v1/budget").json["tokens"] == 470
        with gateway.open(**one_job(run=run)) as other:
            assert dial(other).get("/v1/budget").json["tokens"] == 970
            refused = dial(other).chat(max_tokens=971)
            assert (refused.status, refused.code) == (402, "over_budget")
            assert "the run's 1000" in refused.json["error"]["message"]
    assert (run.spent_requests, run.spent.tokens, run.reserved.tokens) == (1, 30, 0)
    assert session.record.cached_tokens == 4


def test_a_record_that_is_full_ends_the_conversation(open_session, dial) -> None:
    with open_session(caps=Caps(record_bytes=600)) as session:
        replies = [dial(session).chat() for _ in range(6)]
    assert replies[0].status == 200
    assert replies[-1].code == "over_budget"
    assert "record is full" in replies[-1].json["error"]["message"]


def test_a_refusal_reaches_the_agent_with_its_status(serve, dial) -> None:
    def refuse(request: Request) -> Answer:
        raise Refused("too long, said sk-abcdefgh123", status=413, code="context_length_exceeded")

    with serve(Says(refuse)) as gateway, gateway.open(**one_job()) as session:
        reply = dial(session).chat()
    assert (reply.status, reply.code) == (413, "context_length_exceeded")
    assert reply.json["error"]["message"] == "too long, said [hidden]"
    assert session.record.trouble is None
    assert json.loads(session.record.exchanges[0])["error"]["code"] == "context_length_exceeded"


def test_a_provider_in_trouble_is_told_to_the_engine_without_keys(serve, dial) -> None:
    def fail(request: Request) -> Answer:
        raise ProviderFailed("401 for hunter2: bad api_key=abc")

    with (
        serve(Says(fail), hidden=["hunter2"]) as gateway,
        gateway.open(**one_job(caps=Caps(tokens=9000))) as session,
    ):
        reply = dial(session).chat()
        assert dial(session).get("/v1/budget").json["tokens"] == 9000
    assert (reply.status, reply.code) == (502, "provider_failed")
    assert reply.headers["x-should-retry"] == "false"
    assert session.record.trouble == "401 for [hidden]: bad api_key=[hidden]"
    assert b"hunter2" not in session.record.exchanges[0] + reply.content


@pytest.mark.parametrize("tries", [2, 3])
def test_answers_that_nobody_could_read_are_counted_as_reserved(serve, dial, tries: int) -> None:
    told = iter([Transient("what is no answer", lost=True)] * 2 + [Transient("busy")] * 9)

    def fail_and_answer(request: Request) -> Answer:
        raise next(told)

    async def at_once(_: float) -> None:
        pass

    upstream = Retrying(Says(fail_and_answer), tries=tries, sleep=at_once)
    run = Account("run")
    with serve(upstream) as gateway, gateway.open(**one_job(run=run)) as session:
        assert dial(session).chat(max_tokens=100).code == "provider_failed"
        size = len(canonical({"messages": [{"role": "user", "content": "hi"}], "max_tokens": 100}))
    assert run.spent == Use(2 * (size + 100))
    assert run.reserved == Use()


def test_a_fault_of_ours_is_raised_where_the_session_was_opened(serve, dial) -> None:
    def break_down(request: Request) -> Answer:
        raise ZeroDivisionError

    with serve(Says(break_down)) as gateway:
        with pytest.raises(ZeroDivisionError), gateway.open(**one_job()) as session:
            assert dial(session).chat().code == "internal"
        with gateway.open(**one_job()) as other:
            assert dial(other).get("/v1/models").status == 200


def test_a_call_ends_at_the_deadline_and_later_ones_are_refused(serve, dial) -> None:
    run = Account("run")
    with (
        serve([{"say": "late", "delay": 30}]) as gateway,
        gateway.open(**one_job(seconds=0.2, run=run)) as session,
    ):
        started = time.monotonic()
        first, second = dial(session).chat(max_tokens=9), dial(session).chat()
        assert time.monotonic() - started < 2
        assert dial(session).get("/v1/budget").json["seconds"] == 0
    for reply in (first, second):
        assert (reply.status, reply.code) == (403, "deadline")
    assert session.record.requests == 1
    assert run.spent.tokens > 9, "nobody knows what the provider counted: all that was reserved"


def test_calls_in_flight_end_with_the_session(serve, dial) -> None:
    run = Account("run")
    with serve([{"say": "late", "delay": 30}]) as gateway:
        with gateway.open(**one_job(run=run)) as session:
            idle = dial(session).socket()
            calling = dial(session).socket()
            body = b'{"messages":[{"role":"user","content":"x"}]}'
            calling.sendall(dial(session).head(length=len(body)) + body)
            while run.reserved.tokens == 0:
                time.sleep(0.001)
            started = time.monotonic()
        assert time.monotonic() - started < 0.5
        for connection in (idle, calling):
            assert connection.recv(1) == b""
            connection.close()
        assert not session.folder.exists()
    assert run.reserved.tokens == 0
    assert run.spent.tokens > 0
    assert json.loads(session.record.exchanges[0])["error"]["code"] == "cut_off"


def test_nothing_remains_of_a_hundred_sessions(serve, dial) -> None:
    descriptors = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    threads = threading.active_count()
    with serve([{"say": "hello"}]) as gateway:
        for job in range(100):
            with gateway.open(**one_job(job=job)) as session:
                held = dial(session).socket()
                assert dial(session).chat().status == 200
            held.close()
        parent = session.folder.parent
        assert list(parent.iterdir()) == []
    gc.collect()
    assert not parent.exists()
    assert len(os.listdir("/proc/self/fd")) == descriptors  # noqa: PTH208
    assert threading.active_count() == threads


def test_others_on_the_host_cannot_reach_a_socket_but_a_sandbox_can(session) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(session.folder / "model.sock") == 0o666
    assert mode(session.folder) == 0o755
    assert mode(session.folder.parent) == 0o711
    assert [path.name for path in session.folder.iterdir()] == ["model.sock"]


def test_what_a_killed_engine_left_goes_with_the_next_start(serve, tmp_path, monkeypatch) -> None:
    own = (
        "import time; from engine.models.gateway import Gateway\n"
        "with Gateway({}): print('open', flush=True); time.sleep(1000)"
    )
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    with serve([]):
        living = set(tmp_path.iterdir())
        with subprocess.Popen([sys.executable, "-c", own], stdout=subprocess.PIPE) as killed:
            assert killed.stdout is not None
            assert killed.stdout.readline() == b"open\n"
            assert len(set(tmp_path.iterdir())) == 2
            killed.kill()
        sweep_gateways()
        assert set(tmp_path.iterdir()) == living


def test_a_deep_folder_for_temporary_files_is_no_trouble(serve, tmp_path, monkeypatch) -> None:
    deep = tmp_path / ("x" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    job = {"job": 1, "role": "solve", "caps": Caps(), "seconds": 30.0}
    with serve([]) as gateway, gateway.open(**job) as session:
        assert (session.folder / "model.sock").is_socket()


def test_a_session_that_outlives_its_gateway_still_ends(serve) -> None:
    with serve([{"say": "hello"}]) as gateway:
        opened = gateway.open(**one_job())
        session = opened.__enter__()
    opened.__exit__(None, None, None)
    assert not session.folder.exists()


def test_sessions_open_from_many_threads_at_once(gateway, dial) -> None:
    records = []

    def work(job: int) -> None:
        with gateway.open(**one_job(job=job)) as session:
            for _ in range(3):
                dial(session).chat(f"job {job}")
        records.append((job, session.record))

    threads = [threading.Thread(target=work, args=(job,)) for job in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(records) == 8
    for job, record in records:
        assert record.requests == 3
        assert all(f"job {job}".encode() in exchange for exchange in record.exchanges)


def test_a_record_can_be_replayed_without_the_model(serve, dial) -> None:
    with serve([{"say": "hello", "turn": 0}]) as gateway, gateway.open(**one_job()) as session:
        recorded = dial(session).chat(stream=False)
    replay = Replay(session.record.exchanges)
    with serve(replay) as gateway, gateway.open(**one_job()) as session:
        assert dial(session).chat().content == recorded.content
        assert dial(session).chat("something else").code == "provider_failed"
