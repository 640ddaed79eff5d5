"""Whole runs of an agent that asks a model, through the gateway and out of a real sandbox."""

import json
from pathlib import Path

import pytest
from worlds import AGENT_TOML, write_files, write_tiny_benchmark

from archive.store import Archive
from archive.values import Source, Verdict
from engine.configuration import Configuration
from engine.events import Event, Progress
from engine.loop import Stop, StopKind
from engine.models.scripted import InvalidScript
from engine.session import create_run, open_session

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
    level = (repository / "level.txt").read_text()
    (repository / "answer.txt").write_text(ask(job["model"], f"question {QUESTION} level {level}"))


def improve(job):
    said = ask(job["model"], f"seed {job['seed'] % 3}")
    (pathlib.Path(job["source"]) / "question.txt").write_text(str(QUESTION + len(said)))


action = sys.argv[1]
if action != "check":
    {"solve": solve, "improve": improve}[action](json.loads(pathlib.Path(sys.argv[2]).read_text()))
'''
RULES: list[dict[str, object]] = [
    {"role": "improve", "say": "+", "input_tokens": 10, "output_tokens": 5},
    {"when": r"question \d+ level [0-2]", "say": "done", "input_tokens": 7, "output_tokens": 3},
    {"say": "I do not know", "input_tokens": 7, "output_tokens": 3},
]


class Silent:
    def tell(self, event: Event, progress: Progress) -> None:
        """Nobody listens."""


def asking_agent() -> Source:
    return {"agent.toml": AGENT_TOML, "tiny.py": ASKING.encode(), "question.txt": b"0"}


def write_script(folder: Path, rules: list[dict[str, object]]) -> str:
    (folder / "script.json").write_text(json.dumps(rules))
    return f"scripted:{folder / 'script.json'}"


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
        create_run(folder / run, Configuration.build({**values, **more}))
    with open_session(folder / run, Silent()) as session:
        return session.search()


def tree(folder: Path) -> list[object]:
    with Archive.open(folder) as archive:
        agents = [(agent.parent, agent.tree) for agent in archive.agents()]
        jobs = [(each.agent, each.task, each.verdict) for each in archive.evaluations()]
        return [agents, jobs, archive.tokens()]


def test_what_is_said_is_recorded_counted_and_can_be_replayed_at_no_cost(tmp_path: Path) -> None:
    evolve(tmp_path, "first", write_script(tmp_path, RULES))
    with Archive.open(tmp_path / "first") as archive:
        evaluations, expansions = archive.evaluations(), archive.expansions()
        assert {each.verdict for each in evaluations} == {Verdict.RESOLVED, Verdict.UNRESOLVED}
        said = [json.loads(archive.blob(each)) for each in archive.exchange_digests()]
        assert len(said) == len(evaluations) + len(expansions)
        assert archive.tokens() == 10 * len(evaluations) + 15 * len(expansions)
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
    stop = evolve(tmp_path, "run", write_script(tmp_path, RULES), budget=("300 tokens",))
    assert stop.kind is StopKind.BUDGET
    assert "300 tokens" in stop.sentence
    with Archive.open(tmp_path / "run") as archive:
        assert 0 < archive.tokens() <= 300
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
