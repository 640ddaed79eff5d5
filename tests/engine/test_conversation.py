"""Whole runs of an agent that asks a model, through the gateway and out of a real sandbox."""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from contracts.provider_servers import (
    ANSWERS,
    Reply,
    Server,
)
from runs import Silent, cost, tokens, tree, write_script
from worlds import AGENT_TOML, write_files, write_tiny_benchmark

from archive.store import Archive
from archive.values import ExpansionOutcome, Source, Verdict
from engine.configuration import Configuration, InvalidConfiguration
from engine.loop import Stop, StopKind
from engine.models.choose import InvalidModel
from engine.models.prices import NANO, InvalidPrice, Price
from engine.models.scripted import InvalidScript
from engine.run_record import read_record
from engine.session import create_run, open_session
from engine.trace import InvalidTrace, export_trace

ASKING = '''\
"""Writes what the model says; asks another question after each modification of itself."""

import http.client
import json
import pathlib
import socket
import sys


class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.host)


def ask(model, text):
    connection = Connection(model["socket"])
    messages = [{"role": "user", "content": text}]
    body = {"model": model["role"], "messages": messages, "max_tokens": 50}
    headers = {"Authorization": "Bearer " + model["token"]}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    answer = json.loads(connection.getresponse().read())
    print(answer)
    return answer["choices"][0]["message"]["content"] if "choices" in answer else ""


QUESTION = int(pathlib.Path("question.txt").read_text())


def solve(job):
    repository = pathlib.Path(job["repository"])
    if (repository / "ages.py").exists():
        (repository / "ages.py").write_text("def is_adult(age):\\n    return age >= 18\\n")
        return
    level = (repository / "level.txt").read_text()
    (repository / "answer.txt").write_text(ask(job["model"], f"question {QUESTION} level {level}"))


def improve(job):
    said = ask(job["model"], f"seed {job['seed'] % 3}")
    (pathlib.Path(job["source"]) / "question.txt").write_text(str(QUESTION + len(said)))
    (pathlib.Path(job["source"]) / "mark.txt").write_text(str(job["seed"]))


action = sys.argv[1]
if action != "check":
    {"solve": solve, "improve": improve}[action](json.loads(pathlib.Path(sys.argv[2]).read_text()))
'''
MADE_UP = ("anthropic/claude-x", "openai/gpt-x", "openai/llama:8b")
RULES: list[dict[str, object]] = [
    {"role": "improve", "say": "+", "input_tokens": 10, "output_tokens": 5},
    {"when": r"question \d+ level [0-2]", "say": "done", "input_tokens": 7, "output_tokens": 3},
    {"say": "I do not know", "input_tokens": 7, "output_tokens": 3},
]


def asking_agent() -> Source:
    return {"agent.toml": AGENT_TOML, "tiny.py": ASKING.encode(), "question.txt": b"0"}


def evolve(folder: Path, run: str, model: str, **more: object) -> Stop:
    """A run of the asking agent, resumed if it exists."""
    if not (folder / run).exists():
        write_files(folder / "agent", asking_agent())
        write_tiny_benchmark(folder / "tasks")
        values: dict[str, object] = {
            "seed_agent": str(folder / "agent"),
            "benchmark": str(folder / "tasks"),
            "models": {"solve": model, "improve": model},
            "sandbox": "bubblewrap",
            "budget": ("12 evals",),
            "workers": 1,
        }
        if model in MADE_UP:
            values["prices"] = {model: "0/0"}
        create_run(folder / run, Configuration.build({**values, **more}))
    with open_session(folder / run, Silent()) as session:
        return session.search()


def test_what_is_said_is_recorded_counted_and_can_be_replayed_at_no_cost(tmp_path: Path) -> None:
    evolve(tmp_path, "first", write_script(tmp_path, RULES))
    with Archive.open(tmp_path / "first") as archive:
        evaluations, expansions = archive.evaluations(), archive.expansions()
        assert {each.verdict for each in evaluations} == {Verdict.RESOLVED, Verdict.UNRESOLVED}
        said = [json.loads(archive.blob(each)) for each in archive.exchange_digests()]
        assert len(said) == len(evaluations) + len(expansions)
        assert tokens(archive) == 10 * len(evaluations) + 15 * len(expansions)
        assert archive.check_database() == []
    (tmp_path / "script.json").unlink()
    evolve(tmp_path, "second", f"replay:{tmp_path / 'first'}")
    assert tree(tmp_path / "second") == tree(tmp_path / "first")


def test_trouble_of_the_provider_is_an_error_of_no_agent(tmp_path: Path) -> None:
    rules = [RULES[0], {"when": "level 1", "fail": {"provider": "it rains"}}, *RULES[1:]]
    evolve(tmp_path, "run", write_script(tmp_path, rules), budget=("20 evals",))
    with Archive.open(tmp_path / "run") as archive:
        hit = [each for each in archive.evaluations() if each.task == "level-01"]
        assert hit
        assert {each.verdict for each in hit} == {Verdict.ERROR}
        assert all("it rains" in each.reason for each in hit)
        others = [each for each in archive.evaluations() if each.task != "level-01"]
        assert Verdict.ERROR not in {each.verdict for each in others}


def test_a_refusal_is_the_agents_own_affair(tmp_path: Path) -> None:
    rules = [RULES[0], {"fail": {"refused": "too long"}}]
    evolve(tmp_path, "run", write_script(tmp_path, rules), budget=("3 evals",))
    with Archive.open(tmp_path / "run") as archive:
        assert {each.verdict for each in archive.evaluations()} == {Verdict.UNRESOLVED}


def test_a_runs_tokens_are_never_exceeded_and_end_it(tmp_path: Path) -> None:
    stop = evolve(tmp_path, "run", write_script(tmp_path, RULES), budget=("220 tokens",))
    assert stop.kind is StopKind.BUDGET
    assert "220 tokens" in stop.sentence
    with Archive.open(tmp_path / "run") as archive:
        assert 0 < tokens(archive) <= 220
        assert archive.jobs()[-1].reason.startswith("Starved")
        assert archive.lineage().errors == 1


def test_a_jobs_caps_are_told_to_the_agent(tmp_path: Path) -> None:
    model = write_script(tmp_path, RULES)
    evolve(tmp_path, "run", model, budget=("2 evals",), job_tokens=1)
    with Archive.open(tmp_path / "run") as archive:
        log = archive.evaluations()[0].log
        assert log is not None
        assert b"over_budget" in archive.blob(log)
        assert archive.exchange_digests() == []


def test_a_script_that_cannot_be_read_leaves_no_run_behind(tmp_path: Path) -> None:
    (tmp_path / "script.json").write_text("[{]")
    with pytest.raises(InvalidScript):
        evolve(tmp_path, "run", f"scripted:{tmp_path / 'script.json'}")
    assert not (tmp_path / "run").exists()


KEY = "sk-canary-0123456789abcdef"


def answer(server: Server) -> Reply:
    """What the rules above say, in the words of the protocol that was spoken."""
    asked = json.dumps(server.asked[-1])
    known = "done" if re.search(r"question \d+ level [0-2]", asked) else "I do not know"
    return Reply(ANSWERS[server.paths[-1]]("+" if "seed " in asked else known))


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server() as server:
        server.next = lambda: answer(server)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        monkeypatch.setenv("OPENAI_BASE_URL", f"{server.url}/v1")
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        yield server


def test_the_same_run_through_every_provider_is_the_same_tree(
    tmp_path: Path, provider: Server
) -> None:
    counted = {"input_tokens": 17, "output_tokens": 7}
    script = write_script(tmp_path, [{**rule, **counted} for rule in RULES])
    budget = ("12 evals", "1M tokens")
    evolve(tmp_path, "scripted", script, budget=budget)
    ways = {
        "anthropic": ("anthropic/claude-x", None, "/v1/messages"),
        "responses": ("openai/gpt-x", None, "/v1/responses"),
        "chat": ("openai/llama:8b", f"{provider.url}/v1", "/v1/chat/completions"),
    }
    for run, (model, base_url, path) in ways.items():
        provider.paths.clear()
        evolve(tmp_path, run, model, base_url=base_url, budget=budget)
        assert set(provider.paths) == {path}
        assert tree(tmp_path / run) == tree(tmp_path / "scripted")
    evolve(tmp_path, "again", f"replay:{tmp_path / 'anthropic'}", budget=budget)
    assert tree(tmp_path / "again") == tree(tmp_path / "scripted")


def test_a_key_is_in_nothing_that_a_run_keeps(tmp_path: Path, provider: Server) -> None:
    evolve(tmp_path, "run", "anthropic/claude-x", budget=("3 evals", "1M tokens"))
    error = {"type": "error", "error": {"type": "api_error", "message": f"key {KEY} broke"}}
    provider.next = lambda: Reply(status=400, body=error)
    evolve(tmp_path, "bad", "anthropic/claude-x", budget=("3 evals", "1M tokens"))
    for run in ("run", "bad"):
        with Archive.open(tmp_path / run) as archive:
            kept = [archive.blob(each) for each in archive.exchange_digests()]
            jobs = [*archive.evaluations(), *archive.expansions()]
            logs = [archive.blob(each.log) for each in jobs if each.log]
            assert kept
            assert logs
            assert KEY.encode() not in b"".join([*kept, *logs, repr(jobs).encode()])
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes()


def test_a_provider_that_fails_often_loses_nothing_and_blames_nobody(
    tmp_path: Path, provider: Server
) -> None:
    chance = random.Random(1)
    soon = {"retry-after-ms": "20"}

    def sometimes() -> Reply:
        match chance.choice(["429", "500", "reset", "stall", *["fine"] * 9]):
            case "fine":
                return answer(provider)
            case "stall":
                return replace(answer(provider), stalls=1.0)
            case "reset":
                return Reply(answer(provider).events[:1], breaks_off=True)
            case status:
                return Reply(status=int(status), body={}, headers=soon)

    provider.next = sometimes
    budget = ("30 evals", "20k tokens")
    evolve(tmp_path, "run", "anthropic/claude-x", workers=16, budget=budget)
    with Archive.open(tmp_path / "run") as archive:
        evaluations = archive.evaluations()
        assert len(evaluations) == 30
        for each in evaluations:
            known = int(each.task.removeprefix("level-")) <= 2
            assert each.verdict is (Verdict.RESOLVED if known else Verdict.UNRESOLVED)
        assert {each.outcome for each in archive.expansions()} == {ExpansionOutcome.CHILD}
        answered = len(evaluations) + len(archive.expansions())
        assert len(archive.exchange_digests()) == answered
        assert tokens(archive) == 24 * answered <= 20_000
        assert archive.check_database() == []
    assert len(provider.asked) > answered


def test_what_costs_money_needs_a_key_and_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(InvalidModel, match="set OPENAI_API_KEY"):
        evolve(tmp_path, "run", "openai/gpt-x", budget=("3 evals", "1M tokens"))
    with pytest.raises(InvalidConfiguration, match="costs money: add a budget"):
        evolve(tmp_path, "run", "openai/gpt-5-mini")
    with pytest.raises(InvalidConfiguration, match="base_url"):
        evolve(tmp_path, "run", "openai/x", base_url="https://me:secret@host/v1")
    assert not (tmp_path / "run").exists()


# 17 tokens in, of which 4 were known, and 7 out: see provider_servers.
DEAR = (13 * 100 + 4 * 50 + 7 * 1000) * 1000


def test_dollars_are_counted_and_never_exceeded(tmp_path: Path, provider: Server) -> None:
    model = "openai/gpt-5-mini"
    prices = {model: "100/50/1000"}
    stop = evolve(tmp_path, "run", model, prices=prices, budget=("$0.3",), workers=4)
    assert stop.kind is StopKind.BUDGET
    assert stop.sentence == "The budget of $0.30 is spent."
    with Archive.open(tmp_path / "run") as archive:
        said = len(archive.exchange_digests())
        assert said > 4
        assert cost(archive) == said * DEAR <= 0.3 * NANO
        assert sum(use.questions for use in archive.model_use()) == said
        assert {use.role for use in archive.model_use()} == {"solve", "improve"}
    with open_session(tmp_path / "run", Silent()) as session:
        assert session.ledger.spent.cost == said * DEAR
        assert read_record(session.archive).prices["solve"] == Price.parse("100/50/1000")


def test_half_of_the_money_is_kept_for_the_comparison_at_the_end(
    tmp_path: Path, provider: Server
) -> None:
    prices = {"openai/gpt-5-mini": "100/50/1000"}
    evolve(tmp_path, "run", "openai/gpt-5-mini", prices=prices, budget=("$1",))
    with open_session(tmp_path / "run", Silent()) as session:
        report = session.run()
        spent = session.ledger.spent.cost
    assert report.comparison is not None
    assert 0.5 * NANO < spent <= NANO


def test_a_job_has_a_cap_in_dollars(tmp_path: Path, provider: Server) -> None:
    prices = {"openai/gpt-5-mini": "100/50/1000"}
    more = {"prices": prices, "job_dollars": 0.001, "budget": ("2 evals", "$5")}
    evolve(tmp_path, "run", "openai/gpt-5-mini", **more)
    with Archive.open(tmp_path / "run") as archive:
        log = archive.evaluations()[0].log
        assert log is not None
        assert b"of the job's $0.0010 are left" in archive.blob(log)
        assert cost(archive) == 0


def test_published_prices_are_frozen_and_unknown_ones_are_asked_for(
    tmp_path: Path, provider: Server
) -> None:
    evolve(tmp_path, "run", "openai/gpt-5-mini", budget=("1 evals", "$5"))
    with Archive.open(tmp_path / "run") as archive:
        price = read_record(archive).prices["solve"]
        assert price.source.startswith("genai-prices ")
        (solving,) = [use for use in archive.model_use() if use.role == "solve"]
        assert solving.cost == price.cost(input=17, cached=4, cache_write=0, output=7) > 0
    with pytest.raises(InvalidPrice, match=r"--price openai/no-such-model=0\.25/2"):
        evolve(tmp_path, "other", "openai/no-such-model", budget=("1 evals", "$5"))
    with pytest.raises(InvalidPrice, match="not known"):
        evolve(tmp_path, "other", "openai/gpt-5-mini", budget=("$5",), base_url=provider.url)
    assert not (tmp_path / "other").exists()


def test_a_trace_can_be_published_and_replayed(
    tmp_path: Path, provider: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canaries: a key in what the model says, folders of this machine in what it is asked."""
    home = tmp_path / "home" / "somebody"
    monkeypatch.setenv("HOME", str(home))
    planted = f"{KEY} sk-ant-api03-{'x' * 40} {tmp_path / 'run'}/archive {home}/notes"
    rules: list[dict[str, object]] = [RULES[0], {"say": f"I do not know {planted}"}]
    script = write_script(tmp_path, rules)
    evolve(tmp_path, "run", script)
    file = tmp_path / "run-trace.jsonl.gz"
    with Archive.open(tmp_path / "run") as archive:
        configuration = read_record(archive).configuration
        count = export_trace(archive, configuration, file)
        assert count == len(archive.exchange_digests())
        first = file.read_bytes()
        export_trace(archive, configuration, file)
        assert file.read_bytes() == first
    content = gzip.decompress(first)
    for canary in (KEY, "sk-ant-api03", str(tmp_path), "somebody"):
        assert canary.encode() not in content
    assert b"I do not know" in content
    assert b"RUN/archive" in content
    evolve(tmp_path, "again", f"replay:{file}")
    assert tree(tmp_path / "again") == tree(tmp_path / "run")
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


HEAD = b'{"format":"hgm-trace","version":1}\n'


def test_what_is_no_trace_is_refused(tmp_path: Path) -> None:
    for number, content in enumerate(
        (
            b"",
            b"{}",
            gzip.compress(b"{}\n"),
            gzip.compress(b"x")[:9],
            gzip.compress(HEAD + b"{}\n"),
            gzip.compress(HEAD + b"["),
            gzip.compress(HEAD)[:-9] + b"x" * 9,
        )
    ):
        file = tmp_path / f"bad-{number}"
        file.write_bytes(content)
        with pytest.raises(InvalidTrace):
            evolve(tmp_path, "run", f"replay:{file}")
    assert not (tmp_path / "run").exists()
