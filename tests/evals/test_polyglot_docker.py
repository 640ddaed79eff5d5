"""The Polyglot benchmark on the real engine: the images, the oracle, and those who cheat."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from attacks.polyglot_cheats import CHEATS, PLANTS
from contracts.benchmark_contract import NOTHING, BenchmarkContract, opened
from contracts.sandbox_contract import base

from evals.benchmark import Grade, Patch
from evals.patches import compare
from evals.polyglot.benchmark import PolyglotBenchmark, load_polyglot
from evals.polyglot.languages import LANGUAGES
from sandbox.docker import Docker
from sandbox.files import File

__all__ = ["base"]

pytestmark = [pytest.mark.docker, pytest.mark.slow]

EXERCISES = Path(__file__).parent / "exercises"
# Whatever an agent finds without being root.
SEARCH = """
find / -xdev \\( -name .git -o -name .meta -o -name '*.spec.js' -path '/exercise*' \\) 2>/dev/null
grep -rlF 'new Weight(grams).steps' /exercise /tmp /srv /opt /home /usr/local 2>/dev/null
exit 0
"""


@pytest.fixture
def sandboxes(base: Path) -> Docker:
    return Docker(base)


@pytest.fixture(params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def benchmark(language: str) -> PolyglotBenchmark:
    return load_polyglot(f"{EXERCISES}:{language}")


class TestPolyglot(BenchmarkContract):
    @pytest.fixture
    def sandboxes(self, base: Path) -> Docker:
        return Docker(base)

    @pytest.fixture
    def benchmark(self, language: str) -> PolyglotBenchmark:
        return load_polyglot(f"{EXERCISES}:{language}")


def grade(
    benchmark: PolyglotBenchmark, sandboxes: Docker, files: Mapping[str, str], *, on: Patch
) -> Grade:
    """The verdict on a patch with those files on top of another."""
    (task,) = (each for each in benchmark.tasks if each.id.endswith("open-shelves"))
    start = benchmark.visible(task)
    changed = {path: file for path, file in on.after.items() if file is not None}
    written = {path: File(text.encode()) for path, text in files.items()}
    with sandboxes.open(task.grading) as sandbox:
        return benchmark.grade(task, compare(start, {**start, **changed, **written}), sandbox)


def answer(benchmark: PolyglotBenchmark, sandboxes: Docker) -> Patch:
    (task,) = (each for each in benchmark.tasks if each.id.endswith("open-shelves"))
    with sandboxes.open(task.grading) as sandbox:
        found = benchmark.solution(task, sandbox)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("cheat", "files"),
    [
        pytest.param((language, name), files, id=f"{language}-{name.replace(' ', '-')}")
        for language, cheats in CHEATS.items()
        for name, files in cheats.items()
    ],
)
def test_who_cheats_is_not_resolved(
    sandboxes: Docker, cheat: tuple[str, str], files: Mapping[str, str]
) -> None:
    benchmark = load_polyglot(f"{EXERCISES}:{cheat[0]}")
    found = grade(benchmark, sandboxes, files, on=NOTHING)
    assert found.reward == 0.0, found.log.decode(errors="replace")
    assert_it_was_tried(cheat[0], found)


def assert_it_was_tried(language: str, found: Grade) -> None:
    """A cheat that does not even compile proves nothing."""
    text = found.log.decode(errors="replace")
    wrong = ("error: ", "error[", "SyntaxError", "build failed", "cannot find symbol")
    assert not any(each in text for each in wrong), text


def test_planted_tests_and_build_files_change_nothing(
    language: str, benchmark: PolyglotBenchmark, sandboxes: Docker
) -> None:
    plants = PLANTS[language]
    found = grade(benchmark, sandboxes, plants, on=NOTHING)
    assert found.reward == 0.0, found.log.decode(errors="replace")
    found = grade(benchmark, sandboxes, plants, on=answer(benchmark, sandboxes))
    assert found.resolved, found.log.decode(errors="replace")


def test_agents_find_no_answers_no_tests_and_no_history(
    language: str, benchmark: PolyglotBenchmark, sandboxes: Docker
) -> None:
    for task in benchmark.tasks:
        with opened(sandboxes, task) as sandbox:
            benchmark.prepare(task, sandbox)
            completed = sandbox.exec(["sh", "-c", SEARCH], cwd=task.workdir, seconds=60)
            assert completed.output == b""
            seen = sandbox.copy_out(task.workdir, max_bytes=10**6, max_files=100)
        assert seen.keys() == benchmark.visible(task).keys()
        assert not [path for path in seen if LANGUAGES[language].is_test(path)]


def test_what_building_leaves_is_no_part_of_a_patch(
    language: str, benchmark: PolyglotBenchmark, sandboxes: Docker
) -> None:
    mess = """
    mkdir -p target/debug build .pytest_cache && touch target/debug/x build/y .pytest_cache/z
    ln -s /usr/share/nodejs node_modules && touch Weight.class && cp /bin/true program
    echo 1 > notes.txt
    """
    task = benchmark.tasks[0]
    with sandboxes.open(task.solving) as sandbox:
        benchmark.prepare(task, sandbox)
        assert sandbox.exec(["sh", "-c", mess], cwd=task.workdir, seconds=60).succeeded
        assert benchmark.collect(task, sandbox).after == {"notes.txt": File(b"1\n")}
