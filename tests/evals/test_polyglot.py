"""Reading exercises and reports, and what of a patch is graded: all that takes no engine."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from attacks.polyglot_cheats import PLANTS, STUBS
from worlds import write_files

from evals.benchmark import InvalidBenchmark, Split
from evals.patches import compare
from evals.polyglot.benchmark import PolyglotBenchmark, allowed, load_polyglot
from evals.polyglot.checkout import read_name, upstream
from evals.polyglot.exercises import Exercise, read_exercise
from evals.polyglot.languages import LANGUAGES
from evals.polyglot.reports import (
    Unreadable,
    read_go_events,
    read_jest_report,
    read_junit_reports,
    read_libtest_report,
)
from sandbox.files import File
from sandbox.interface import Recipe

EXERCISES = Path(__file__).parent / "exercises"
PRACTICE = "exercises/practice"


@pytest.fixture(params=sorted(LANGUAGES))
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def benchmark() -> PolyglotBenchmark:
    return load_polyglot(str(EXERCISES))


def exercise(language: str, name: str = "open-shelves") -> Exercise:
    return read_exercise(EXERCISES / language / PRACTICE / name, LANGUAGES[language])


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A checkout of one exercise in Python, to be spoilt."""
    place = f"python/{PRACTICE}/parcel-rate"
    shutil.copytree(EXERCISES / place, tmp_path / place)
    return tmp_path


def test_every_exercise_is_a_task_named_after_its_language(benchmark: PolyglotBenchmark) -> None:
    ids = [task.id for task in benchmark.tasks]
    assert ids == [f"{x}__{name}" for x in LANGUAGES for name in ("open-shelves", "parcel-rate")]
    assert Counter(task.split for task in benchmark.tasks)[Split.SEARCH] == 7


def test_a_task_brings_the_image_of_its_language_and_works_where_the_folder_says(
    benchmark: PolyglotBenchmark, language: str
) -> None:
    task = next(each for each in benchmark.tasks if each.id == f"{language}__parcel-rate")
    assert isinstance(task.solving.image, Recipe)
    assert task.solving.image.name == f"polyglot-{language}"
    assert task.workdir == "/exercise/parcel-rate"
    assert not task.solving.network
    assert task.solving.limits.memory_bytes == 4 * 1024**3


def test_agents_see_stubs_documents_and_build_files_and_no_tests(language: str) -> None:
    found = exercise(language, "parcel-rate")
    assert set(found.solution) <= found.start.keys()
    assert ".docs/instructions.md" in found.start
    assert not [path for path in found.start if path.startswith(".meta") or "est" in path]
    assert found.tests


def test_answers_of_all_exercises_are_hidden_with_what_else_folders_with_a_dot_hold(
    copied: Path,
) -> None:
    folder = copied / f"python/{PRACTICE}/parcel-rate"
    write_files(folder, {".approaches/loop/content.md": b"answer", ".github/x": b"answer"})
    found = read_exercise(folder, LANGUAGES["python"])
    shown = [*found.start.values(), *found.tests.values()]
    assert not [file for file in shown if b"answer" in file.content]


def test_the_statement_has_the_documents_in_order_and_says_what_to_write(copied: Path) -> None:
    folder = copied / f"python/{PRACTICE}/parcel-rate"
    (folder / ".docs" / "hints.md").write_text("# Hints")
    statement = read_exercise(folder, LANGUAGES["python"]).statement
    heads = [line for line in statement.splitlines() if line.startswith("#")]
    assert heads == ["# Introduction", "# Instructions", "# Refusing", "# Hints"]
    assert "described in parcel_rate.py," in statement


def test_the_data_of_tests_is_hidden_though_it_is_listed_for_the_editor() -> None:
    found = exercise("go", "parcel-rate")
    assert found.tests.keys() == {"parcel_rate_test.go", "cases_test.go"}
    assert found.graded == ("parcel_rate_test.go",)


@pytest.mark.parametrize(
    ("language", "name", "paths"),
    [
        ("cpp", "open-shelves", {"open_shelves.h"}),
        ("cpp", "parcel-rate", {"parcel_rate.h", "parcel_rate.cpp"}),
        ("go", "parcel-rate", {"parcel_rate.go"}),
        ("java", "parcel-rate", {"src/main/java/ParcelRate.java", "src/main/java/Weight.java"}),
        ("javascript", "parcel-rate", {"parcel-rate.js"}),
        ("python", "parcel-rate", {"parcel_rate.py"}),
        ("rust", "parcel-rate", {"src/lib.rs"}),
    ],
)
def test_reference_answers_find_their_places(language: str, name: str, paths: set[str]) -> None:
    assert exercise(language, name).answer.keys() == paths


@pytest.mark.parametrize("manifest", [".meta/Cargo-example.toml", "Cargo.toml"])
def test_an_exercise_that_needs_packages_is_left_out_by_name(tmp_path: Path, manifest: str) -> None:
    for name in ("open-shelves", "parcel-rate"):
        place = f"rust/{PRACTICE}/{name}"
        shutil.copytree(EXERCISES / place, tmp_path / place)
    write_files(
        tmp_path / f"rust/{PRACTICE}/parcel-rate",
        {manifest: b'[dependencies]\nnumbers = "1"\n'},
    )
    benchmark = load_polyglot(str(tmp_path))
    assert [task.id for task in benchmark.tasks] == ["rust__open-shelves"]
    assert benchmark.left_out == {
        "rust__parcel-rate": "it needs packages that its image has not: numbers"
    }


def test_stubs_known_to_pass_are_left_out_by_name(copied: Path) -> None:
    folder = f"go/{PRACTICE}"
    shutil.copytree(EXERCISES / folder / "parcel-rate", copied / folder / "counter")
    benchmark = load_polyglot(str(copied))
    assert [task.id for task in benchmark.tasks] == ["python__parcel-rate"]
    assert benchmark.left_out == {"go__counter": "its stub already passes the tests"}


# -- names


def test_a_name_selects_a_folder_and_languages() -> None:
    for name, folder, languages in (
        ("", None, list(LANGUAGES)),
        ("rust,python", None, ["python", "rust"]),
        (str(EXERCISES), EXERCISES, list(LANGUAGES)),
        (f"{EXERCISES}:go", EXERCISES, ["go"]),
    ):
        found = read_name(name)
        assert (found.folder, [each.name for each in found.languages]) == (folder, languages)


@pytest.mark.parametrize("name", ["cobol", "python,cobol", "/nowhere:python", ":python"])
def test_a_name_of_nothing_is_refused_with_the_languages(name: str) -> None:
    with pytest.raises(InvalidBenchmark, match="cpp, go, java, javascript, python, rust"):
        read_name(name)


def test_a_folder_without_exercises_is_refused_with_the_layout(tmp_path: Path) -> None:
    with pytest.raises(InvalidBenchmark, match="<language>/exercises/practice/<name>"):
        load_polyglot(str(tmp_path))


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        (".meta/config.json", b"{", "cannot be read"),
        (".meta/config.json", b"{}", "files"),
        (".meta/example.py", None, "no example"),
        ("parcel_rate_test.py", b"x = 1\n", "none of its test files holds a test"),
        ("parcel_rate_test.py", b"\xff", "not UTF-8"),
        ("parcel_rate_test.py", None, "is missing"),
    ],
)
def test_a_broken_exercise_is_named(
    copied: Path, path: str, content: bytes | None, says: str
) -> None:
    place = copied / f"python/{PRACTICE}/parcel-rate" / path
    if content is None:
        place.unlink()
    else:
        place.write_bytes(content)
    with pytest.raises(InvalidBenchmark, match=says) as caught:
        load_polyglot(str(copied))
    assert "parcel-rate" in str(caught.value)


def git(folder: Path, *words: str) -> str:
    identity = ["-c", "user.name=x", "-c", "user.email=x"]
    command = ["git", "-C", str(folder), *identity, *words]
    completed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    return completed.stdout.strip()


def test_upstream_is_fetched_once_at_its_commit_and_without_its_history(
    copied: Path, tmp_path: Path
) -> None:
    git(copied, "init", "--quiet")
    git(copied, "add", ".")
    git(copied, "commit", "--quiet", "-m", "one")
    commit = git(copied, "rev-parse", "HEAD")
    git(copied, "rm", "--quiet", "-r", "python")
    git(copied, "commit", "--quiet", "-m", "two")
    cache = tmp_path / "cache"
    place = upstream(cache, url=copied.as_uri(), commit=commit)
    assert [each.name for each in place.iterdir()] == ["python"]
    assert upstream(cache, url="file:///nowhere", commit=commit) == place
    assert list(cache.iterdir()) == [place]


def test_without_upstream_a_local_checkout_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InvalidBenchmark, match="give a local checkout of it: polyglot:PATH"):
        upstream(tmp_path, url=(tmp_path / "nowhere").as_uri(), commit="0" * 40)
    assert list(tmp_path.iterdir()) == []


# -- patches


def test_nothing_planted_is_graded(language: str) -> None:
    found = exercise(language)
    planted = {path: File(text.encode()) for path, text in PLANTS[language].items()}
    assert allowed(found, compare(found.start, {**found.start, **planted})) == {}


def test_stubs_and_new_sources_are_graded(language: str) -> None:
    found = exercise(language)
    stub = STUBS[language]
    more = str(Path(stub).with_name("more" + Path(stub).suffix))
    changed = {**found.start, stub: File(b"x"), more: File(b"y")}
    assert allowed(found, compare(found.start, changed)) == {stub: File(b"x"), more: File(b"y")}


def test_what_exercises_give_to_read_stays_as_it_is() -> None:
    found = exercise("java")
    changed = {**found.start, "src/main/java/Shelf.java": File(b"x")}
    assert allowed(found, compare(found.start, changed)) == {}


def test_no_link_is_graded() -> None:
    found = exercise("python")
    changed = {**found.start, "open_shelves.py": File(b"/tests/python.sh", link=True)}
    assert allowed(found, compare(found.start, changed)) == {}


def test_no_folder_takes_the_place_of_a_test() -> None:
    found = exercise("python")
    changed = {**found.start, "open_shelves_test.py/__init__.py": File(b"")}
    assert allowed(found, compare(found.start, changed)) == {}


# -- tests


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("javascript", "xtest('a', () => {})", "test('a', () => {})"),
        ("javascript", "  xit.each([1])('a')", "  it.each([1])('a')"),
        ("javascript", "xdescribe('a')", "describe('a')"),
        ("javascript", "it.skip('a')", "it('a')"),
        ("javascript", "import { test, xtest } from 'x'", "import { test, xtest } from 'x'"),
        ("java", '@Disabled("Remove (it)")\n@Test', "\n@Test"),
        ("java", "@Disabled @Test", " @Test"),
        (
            "java",
            "import org.junit.jupiter.api.Disabled;",
            "import org.junit.jupiter.api.Disabled;",
        ),
    ],
)
def test_no_test_is_optional(language: str, before: str, after: str) -> None:
    assert LANGUAGES[language].enable(before) == after


@pytest.mark.parametrize(
    ("language", "count"),
    [("cpp", 3), ("go", 2), ("java", 4), ("javascript", 5), ("python", 6), ("rust", 4)],
)
def test_the_tests_of_a_file_are_counted(language: str, count: int) -> None:
    found = exercise(language, "parcel-rate")
    (path,) = found.graded
    assert found.language.count(found.tests[path].content.decode()) == count


# -- reports


def verdicts(results: object) -> Mapping[str, tuple[bool, bool]]:
    assert isinstance(results, list)
    return {each.name: (each.passed, each.failed) for each in results}


def test_a_junit_report_tells_of_every_test() -> None:
    report = b"""<testsuites><testsuite><testcase classname="a" name="one"/>
    <testcase classname="a" name="two"><failure/></testcase>
    <testcase classname="a" name="three"><skipped/></testcase>
    <testcase name="four"><error/></testcase></testsuite></testsuites>"""
    assert verdicts(read_junit_reports(report)) == {
        "a one": (True, False),
        "a two": (False, True),
        "a three": (False, False),
        " four": (False, True),
    }


def test_a_jest_report_tells_of_every_test() -> None:
    names = [("one", "passed"), ("two", "failed"), ("three", "pending"), ("four", "todo")]
    assertions = [{"fullName": name, "status": status} for name, status in names]
    report = json.dumps({"testResults": [{"assertionResults": assertions}]}).encode()
    assert list(verdicts(read_jest_report(report)).values()) == [
        (True, False),
        (False, True),
        (False, False),
        (False, False),
    ]


def test_go_events_tell_of_every_test_and_nonsense_between_them_of_nothing() -> None:
    lines = [
        {"Action": "run", "Test": "TestA"},
        {"Action": "pass", "Test": "TestA/case"},
        {"Action": "fail", "Test": "TestA"},
        {"Action": "skip", "Test": "TestB"},
        {"Action": "fail", "Package": "x"},
    ]
    report = "\n".join(["nonsense", "[1]", *(json.dumps(line) for line in lines)]).encode()
    assert verdicts(read_go_events(report)) == {
        "TestA/case": (True, False),
        "TestA": (False, True),
        "TestB": (False, False),
    }


def test_the_lines_of_rusts_harness_tell_of_every_test() -> None:
    report = b"""
running 3 tests
test one ... ok
test two - should panic ... FAILED
test three ... ignored, later
test src/lib.rs - rate (line 3) ... ok
test result: ok. 1 passed; 1 failed
"""
    assert verdicts(read_libtest_report(report)) == {
        "one": (True, False),
        "two": (False, True),
        "three": (False, False),
        "src/lib.rs - rate (line 3)": (True, False),
    }


@pytest.mark.parametrize(
    "report",
    [
        b"",
        b"<testsuite>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode(
            "utf-16"
        ),
    ],
)
def test_a_report_that_is_no_xml_or_declares_entities_is_unreadable(report: bytes) -> None:
    with pytest.raises(Unreadable):
        read_junit_reports(report)


@pytest.mark.parametrize("report", [b"", b"[]", b"{}", b'{"testResults": [1]}', b"[" * 10**5])
def test_a_report_that_is_none_of_jest_is_unreadable(report: bytes) -> None:
    with pytest.raises(Unreadable):
        read_jest_report(report)


# -- fingerprints


def test_what_changes_a_verdict_changes_the_fingerprint(copied: Path) -> None:
    before = load_polyglot(str(copied)).fingerprint
    assert load_polyglot(str(copied)).fingerprint == before
    tests = copied / f"python/{PRACTICE}/parcel-rate/parcel_rate_test.py"
    tests.write_text(tests.read_text().replace("370", "371"))
    assert load_polyglot(str(copied)).fingerprint != before
