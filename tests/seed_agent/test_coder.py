"""Whole runs of the seed agent for models: a script drives its tools, in a real sandbox."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from contracts.provider_servers import (
    ScriptedServer,
)
from runs import Silent, tokens, tree, write_script

from archive.store import Archive
from archive.values import ExpansionOutcome, Verdict
from engine.configuration import Configuration
from engine.loop import Stop
from engine.session import create_run, open_session

ROOT = Path(__file__).parents[2]
AGENT = ROOT / "seed_agent" / "coder"
EASY, HARD, SEALED = "algorithms-binary-search", "algorithms-change-coins", "algorithms-knapsack"

Rule = dict[str, Any]
ANY_DRIVER = ["bubblewrap", pytest.param("docker", marks=pytest.mark.docker)]


def call(name: str, **arguments: object) -> Rule:
    return {"name": name, "arguments": arguments}


def bash(command: str) -> Rule:
    return call("bash", command=command)


def edit(path: str, old: str, new: str) -> Rule:
    return call("edit", path=path, old=old, new=new)


def say(calls: list[Rule] | None = None, **rule: object) -> Rule:
    """A rule whose answers count as the provider servers of these tests count."""
    counted = {"input_tokens": 17, "output_tokens": 7}
    return {**rule, **({"calls": calls} if calls is not None else {}), **counted}


DONE = call("submit", summary="mended")
SOLVED = call(
    "submit", diagnosis="it is blind", change="it looks", expected_effect="more is solved"
)
LOOP = "{}:\n        middle = (low + high) // 2\n        if items[middle] =="
AGES = edit("ages.py", "age > 18", "age >= 18")
SOLVE_EASY = [
    say([AGES, DONE, DONE], when="is_adult", role="solve"),
    say([bash("pwd; ls"), call("view", path="searching.py")], when="`find` returns -1", turn=0),
    say(
        [edit("searching.py", LOOP.format("low < high"), LOOP.format("low <= high"))],
        when="`find` returns -1",
        turn=1,
    ),
    say([bash("python3 -m unittest")], last="was changed. It now says"),
    say([DONE], last=r"OK\n\[exit status 0\]"),
    say([DONE], last="Before you go, read your own change"),
]
SOLVE_HARD = say(
    [edit("coins.py", "range(1, amount):", "range(1, amount + 1):"), DONE],
    when="(?s)Look twice.*fewest_coins",
    turn=0,
)
GIVE_UP = say([DONE], role="solve")
PROMPT = "coder/prompts/solve.md"
IMPROVE = [
    say([bash(f"head -3 {PROMPT}")], role="improve", turn=0),
    say(
        [edit(PROMPT, "How to work:", "Look twice.\n\nHow to work:")],
        last="You are a careful",
        role="improve",
    ),
    say([SOLVED], role="improve"),
]


@pytest.fixture(params=ANY_DRIVER)
def driver(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def evolve(folder: Path, run: str, model: str, driver: str, **more: object) -> Stop:
    """A run of coder on two search tasks and a sealed one."""
    tasks = folder / "tasks"
    shutil.copytree(ROOT / "evals" / "bugs" / "tests", tasks / "tests", dirs_exist_ok=True)
    for task in (EASY, HARD, SEALED):
        if not (tasks / task).exists():
            shutil.copytree(ROOT / "evals" / "bugs" / task, tasks / task)
            words = tasks / task / "task.toml"
            split = "test" if task == SEALED else "search"
            kept = [line for line in words.read_text().splitlines() if "split" not in line]
            text = "\n".join(kept).replace("[metadata]", f'[metadata]\nsplit = "{split}"')
            words.write_text(text)
    values: dict[str, object] = {
        "seed_agent": "coder",
        "benchmark": str(tasks),
        "models": {"solve": model, "improve": model},
        "sandbox": driver,
        "budget": ("6 evals", "10M tokens"),
        "workers": 1,
    }
    create_run(folder / run, Configuration.build({**values, **more}))
    with open_session(folder / run, Silent()) as session:
        return session.search()


def transcript(archive: Archive, digest: str | None) -> list[dict[str, Any]]:
    assert digest is not None
    return [json.loads(line) for line in archive.blob(digest).splitlines()]


def endings(folder: Path) -> set[str]:
    """How its evaluations ended, in the agent's own words."""
    with Archive.open(folder) as archive:
        return {
            transcript(archive, each.transcript)[-1]["content"] for each in archive.evaluations()
        }


def test_it_mends_bugs_and_then_itself_so_that_it_mends_more(tmp_path: Path, driver: str) -> None:
    model = write_script(tmp_path, [*SOLVE_EASY, SOLVE_HARD, GIVE_UP, *IMPROVE])
    # A policy that soon expands again, so that there are twins.
    evolve(tmp_path, "run", model, driver, budget=("8 evals", "10M tokens"), policy="hgm")
    with Archive.open(tmp_path / "run") as archive:
        for each in archive.evaluations(sealed=False):
            knows = each.agent > 0 or each.task == EASY
            assert each.verdict is (Verdict.RESOLVED if knows else Verdict.UNRESOLVED)
        expansions = archive.expansions()
        twins = [each.reason for each in expansions if "twin" in each.reason]
        assert set(twins) == {"The child is the twin of agent 1."}
        child = next(each for each in expansions if each.outcome is ExpansionOutcome.CHILD)
        assert child.child is not None
        assert "+Look twice." in archive.diff(child.parent, child.child)
        assert child.notes is not None
        assert b"it is blind" in archive.blob(child.notes)
        assert not [path for path in archive.source(child.child) if "__pycache__" in path]
        assert tokens(archive) == 24 * len(archive.exchange_digests())
        assert archive.check_database() == []


def fatal(change: Rule) -> list[Rule]:
    """Solves what is easy; its improvement is that call."""
    return [
        *SOLVE_EASY,
        GIVE_UP,
        say([change], role="improve", turn=0),
        say([SOLVED], role="improve"),
    ]


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [
        (
            call("write", path="coder/loop.py", content="this is no Python\n"),
            "improve exited with 1",
            "submitted 8 times what cannot be accepted",
        ),
        (
            edit("agent.toml", 'module = "coder"', 'module = "nothing"'),
            "The child: check exited with 1",
            "No module named nothing",
        ),
        (
            call("write", path="README.md", content="Better than ever.\n"),
            "improve exited with 1",
            "Only blanks, comments or READMEs",
        ),
        (
            edit("coder/solve.py", "loop.run()", "None, 'out of patience'"),
            "The child does not solve the trivial task",
            "The agent changed nothing. The work ended: out of patience.",
        ),
    ],
    ids=["syntax", "manifest", "readme", "lazy"],
)
def test_a_change_that_is_none_or_fatal_is_a_failed_expansion_with_its_reason(
    tmp_path: Path, driver: str, change: Rule, reason: str, told: str
) -> None:
    evolve(tmp_path, "run", write_script(tmp_path, fatal(change)), driver)
    with Archive.open(tmp_path / "run") as archive:
        assert len(archive.agents()) == 1
        failed = archive.expansions()
        assert failed
        for each in failed:
            assert each.outcome is ExpansionOutcome.FAILED
            assert each.log is not None
            said = each.reason + archive.blob(each.log).decode()
            assert each.reason.startswith(reason)
            assert told in said
        assert {each.verdict for each in archive.evaluations()} >= {Verdict.RESOLVED}


def test_earlier_attempts_are_shown_to_the_next(tmp_path: Path) -> None:
    """A model that repeats a fatal change until it is told that it was fatal."""
    broken = edit("agent.toml", 'module = "coder"', 'module = "nothing"')
    learnt = [{**rule, "when": "FAILED, no child: The child: check"} for rule in IMPROVE[:1]]
    model = write_script(
        tmp_path,
        [
            *SOLVE_EASY,
            SOLVE_HARD,
            GIVE_UP,
            *learnt,
            *IMPROVE[1:2],
            say([broken], role="improve", turn=0),
            IMPROVE[2],
        ],
    )
    evolve(tmp_path, "run", model, "bubblewrap", budget=("8 evals", "10M tokens"))
    with Archive.open(tmp_path / "run") as archive:
        outcomes = [each.outcome for each in archive.expansions() if each.parent == 0]
        assert outcomes[:2] == [ExpansionOutcome.FAILED, ExpansionOutcome.CHILD]


@pytest.mark.parametrize(
    ("rules", "ending", "more"),
    [
        ([say([bash("true")])], "out of steps", {}),
        ([say(say="I think.")], "it stopped calling tools", {}),
        ([{"calls": [bash("true")]}], "over_budget: ", {"job_tokens": 40_000}),
        ([say([bash("true")])], "over_budget: ", {"job_requests": 3}),
        ([say([bash("sleep 60")])], "out of time", {"solve_seconds": 4.0, "improve_seconds": 4.0}),
        ([{"fail": {"refused": "no"}}], "invalid_request: no", {}),
    ],
    ids=["loops", "talks", "tokens", "requests", "hangs", "refused"],
)
def test_it_ends_by_itself_whatever_the_model_does(
    tmp_path: Path, driver: str, rules: list[Rule], ending: str, more: dict[str, Any]
) -> None:
    script = write_script(tmp_path, rules)
    evolve(tmp_path, "run", script, driver, budget=("2 evals",), **more)
    with Archive.open(tmp_path / "run") as archive:
        for each in archive.evaluations():
            assert each.verdict is Verdict.UNRESOLVED
            assert each.reason == "The agent changed nothing."
    assert all(each.startswith(ending) for each in endings(tmp_path / "run"))


def test_malformed_calls_are_explained_and_cost_no_more_than_an_answer(
    tmp_path: Path, driver: str
) -> None:
    wrong = [
        {"name": "bash", "arguments": "{"},
        {"name": "fly", "arguments": {}},
        {"name": "no such name!", "arguments": {}},
        call("edit", path="searching.py", old="low", new="high"),
        call("view", path="/nowhere", start=1),
        call("bash", command=1),
        call("submit"),
    ]
    model = write_script(tmp_path, [say(wrong, when="`find`", turn=0), say([DONE])])
    evolve(tmp_path, "run", model, driver, budget=("2 evals",))
    with Archive.open(tmp_path / "run") as archive:
        easy = next(each for each in archive.evaluations() if each.task == EASY)
        told = [
            step["content"]
            for step in transcript(archive, easy.transcript)
            if step["role"] == "tool"
        ]
    for sentence in (
        "the arguments are not valid JSON",
        "there is no tool 'fly'",
        "there is no tool 'unknown'",
        "`old` occurs",
        "/nowhere does not exist",
        "'command' must be string",
        "'summary' is missing",
        "Nothing in the repository has changed",
        "Accepted.",
    ):
        assert any(sentence in each for each in told), sentence


@pytest.mark.parametrize(
    ("model", "own_url", "path"),
    [
        ("anthropic/claude-x", False, "/v1/messages"),
        ("openai/gpt-x", False, "/v1/responses"),
        ("openai/llama:8b", True, "/v1/chat/completions"),
    ],
    ids=["anthropic", "responses", "chat"],
)
def test_the_same_run_through_a_real_sdk_is_the_same_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, own_url: bool, path: str
) -> None:
    rules = [*SOLVE_EASY, SOLVE_HARD, GIVE_UP, *IMPROVE]
    evolve(tmp_path, "scripted", write_script(tmp_path, rules), "bubblewrap")
    with ScriptedServer(rules) as server:
        for provider, url in (("OPENAI", f"{server.url}/v1"), ("ANTHROPIC", server.url)):
            monkeypatch.setenv(f"{provider}_API_KEY", "sk-canary-0123456789")
            monkeypatch.setenv(f"{provider}_BASE_URL", url)
        more: dict[str, Any] = {"base_url": f"{server.url}/v1"} if own_url else {}
        more["prices"] = {model: "3/15"}
        evolve(tmp_path, "real", model, "bubblewrap", **more)
        assert set(server.paths) == {path}
    assert tree(tmp_path / "real") == tree(tmp_path / "scripted")
    evolve(tmp_path, "again", f"replay:{tmp_path / 'real'}", "bubblewrap")
    assert tree(tmp_path / "again") == tree(tmp_path / "scripted")


def test_its_own_tests_pass() -> None:
    for words in (["coder", "check"], ["unittest", "discover", "tests"]):
        subprocess.run([sys.executable, "-B", "-m", *words], cwd=AGENT, check=True, timeout=60)
