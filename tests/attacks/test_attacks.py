"""Every hostile agent of the catalogue against every driver, end to end."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attacks.attack import Action, Attack, Category, ends_early, is_one_sentence
from attacks.catalogue import ATTACKS, as_table
from attacks.gateway import REQUESTS, TOKENS
from attacks.host import HONEST, PROJECT, Host, harm, leaks, open_host, photograph, write_tasks

from archive.values import Source
from engine.agents import TreeCache
from engine.conversation import Models
from engine.jobs import EvaluationJob, EvaluationResult, ExpansionJob, Job, Result
from engine.models.caps import Caps
from engine.models.gateway import Gateway
from engine.models.scripted import Scripted
from engine.work import JobLimits, Workshop
from evals.folder import load_folder
from sandbox.interface import Limits, Sandboxes

MIB = 1024**2
LIMITS = JobLimits(
    improve_seconds=20,
    check_seconds=3,
    agent=Limits(memory_bytes=256 * MIB, disk_bytes=64 * MIB),
)
EVIDENCE = {"evidence.json": b'{"evaluations": [], "children": []}'}


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    with open_host() as opened:
        monkeypatch.setenv("OPENAI_API_KEY", opened.key)
        monkeypatch.setenv("ANTHROPIC_API_KEY", opened.key)
        yield opened


@pytest.fixture(params=["bubblewrap", pytest.param("docker", marks=pytest.mark.docker)])
def sandboxes(request: pytest.FixtureRequest, host: Host) -> Sandboxes:
    if request.param == "docker":
        from sandbox.docker import Docker

        return Docker(host.base)
    from sandbox.bubblewrap import Bubblewrap

    return Bubblewrap(host.base)


@pytest.fixture
def models(tmp_path: Path) -> Iterator[Models]:
    """A model that says no, behind the real gateway."""
    script = tmp_path / "script.json"
    script.write_text('[{"say": "no", "input_tokens": 9, "output_tokens": 1}]')
    upstream = Scripted.read(script)
    with Gateway({"solve": upstream}) as gateway:
        yield Models(gateway, Caps(requests=REQUESTS, tokens=TOKENS))


@pytest.fixture
def workshop(host: Host, sandboxes: Sandboxes, models: Models) -> Workshop:
    benchmark = load_folder(write_tasks(host), name="attacks")
    trees = TreeCache(host.trees)
    return Workshop(benchmark, sandboxes, trees, LIMITS, run="attacks", models=models)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_a_hostile_agent_gains_nothing_and_harms_nobody(
    host: Host, workshop: Workshop, attack: Attack
) -> None:
    source = attack.source(host.as_json())
    for tree in (source, HONEST):
        TreeCache(host.trees).mount(tree)
    trees = photograph(host.trees)
    for number in range(attack.runs):
        result = workshop(job_of(attack, number, source))
        assert harm(host) == []
        assert leaks(host, result) == []
        assert len(result.exchanges) <= REQUESTS
        assert_it_failed(attack, result)
    honest = workshop(EvaluationJob(id=99, seed=1, source=HONEST, task="honest"))
    assert isinstance(honest, EvaluationResult)
    assert honest.resolved, honest.grade_log
    assert {name: each for name, each in photograph(host.trees).items() if name in trees} == trees
    assert harm(host) == []


def job_of(attack: Attack, number: int, source: Source) -> Job:
    if attack.action is Action.SOLVE:
        return EvaluationJob(id=number, seed=number, source=source, task=attack.task)
    return ExpansionJob(id=number, seed=number, source=source, improver=source, evidence=EVIDENCE)


def assert_it_failed(attack: Attack, result: Result) -> None:
    """The right verdict for the right reason, and the attack was really made."""
    story = (result.reason, result.log.decode(errors="replace")[-4000:])
    if isinstance(result, EvaluationResult):
        assert not result.resolved, (story, result.grade_log)
    else:
        assert result.source is None, story
    assert b"BEGIN" in result.log, story
    assert ends_early(result.reason) or b"TRIED" in result.log, story
    assert attack.allows(result.reason), story
    assert not re.search(r"^GAINED", f"{story[1]}\n{result.reason}", re.MULTILINE), story


def test_an_honest_agent_and_its_patch_are_not_disturbed(workshop: Workshop) -> None:
    for task in ("target", "hasty", "honest"):
        result = workshop(EvaluationJob(id=1, seed=1, source=HONEST, task=task))
        assert isinstance(result, EvaluationResult)
        assert result.resolved, result.grade_log


def test_there_are_attacks_of_every_category_with_names_of_their_own() -> None:
    assert len(ATTACKS) >= 45
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert {attack.category for attack in ATTACKS} == set(Category)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_told_in_two_sentences(attack: Attack) -> None:
    assert is_one_sentence(attack.tries)
    assert is_one_sentence(attack.stopped_by)


def test_the_security_page_lists_exactly_these_attacks() -> None:
    page = (PROJECT / "docs" / "security.md").read_text()
    _, table, _ = page.split("<!-- attacks -->")
    assert table.strip() == as_table().strip()
