"""One exercise as Exercism lays it out: `.meta/config.json`, `.docs`, stubs, tests, answers."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.benchmark import InvalidBenchmark
from evals.dockerfile import read_folder
from evals.polyglot.languages import Language
from sandbox.files import File, Files

_FIRST = ("introduction.md", "instructions.md", "instructions.append.md")
_TASK = """
Implement what is described in {files}, which you find in the repository. Keep the names and \
signatures that are there: tests that you do not see call them.
"""


class _FileLists(BaseModel):
    model_config = ConfigDict(extra="ignore")

    solution: list[str]
    test: list[str]
    example: list[str]


class _Config(BaseModel):
    model_config = ConfigDict(extra="ignore")

    files: _FileLists


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """What one folder below `<language>/exercises/practice` holds, by who may see it and when."""

    name: str
    language: Language
    statement: str
    start: Files
    """Stubs, documents and build files: the repository as an agent meets it."""
    tests: Files
    """What is hidden from agents and comes back for grading."""
    graded: tuple[str, ...]
    """Paths of the tests that must pass."""
    solution: tuple[str, ...]
    """Paths of the stubs that an answer replaces."""
    answer: Files
    """The reference answer, as it would be written over `start`."""
    packages: tuple[str, ...]
    """What of the language's package index it takes, of which images have nothing."""

    @property
    def id(self) -> str:
        """What the task is called."""
        return f"{self.language.name}__{self.name}"


def read_exercise(folder: Path, language: Language) -> Exercise:
    """Read one exercise. Raises InvalidBenchmark with one sentence."""
    lists = _read_config(folder).files
    everything = read_folder(folder)
    shown = {path: file for path, file in everything.items() if _is_for_agents(path)}
    tests = {
        path: file for path, file in shown.items() if path in lists.test or language.is_test(path)
    }
    start = {path: file for path, file in shown.items() if path not in tests}
    graded = tuple(path for path in lists.test if language.count(_text(folder, path, tests)))
    if not graded:
        raise InvalidBenchmark(f"{folder}: none of its test files holds a test.")
    stubs = tuple(path for path in lists.solution if path not in language.manifests)
    answers = {path: everything[path] for path in lists.example if path in everything}
    return Exercise(
        name=folder.name,
        language=language,
        statement=_statement(folder, everything, stubs),
        start=start,
        tests=tests,
        graded=graded,
        solution=stubs,
        answer=_answer(folder, answers, stubs, language),
        packages=_packages(folder, everything, language),
    )


def _read_config(folder: Path) -> _Config:
    path = folder / ".meta" / "config.json"
    try:
        return _Config.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError as error:
        raise InvalidBenchmark(f"{path} is missing, so {folder} is no exercise.") from error
    except (ValueError, ValidationError) as error:
        raise InvalidBenchmark(f"{path} cannot be read: {error}") from error


def _is_for_agents(path: str) -> bool:
    """Dot folders but the documents hold answers and what was said about them."""
    top = PurePosixPath(path).parts[0]
    return not top.startswith(".") or top == ".docs"


def _text(folder: Path, path: str, files: Files) -> str:
    try:
        return files[path].content.decode()
    except KeyError as error:
        raise InvalidBenchmark(f"{folder / path} is missing.") from error
    except UnicodeDecodeError as error:
        raise InvalidBenchmark(f"{folder / path} is not UTF-8 text.") from error


def _statement(folder: Path, everything: Files, stubs: Iterable[str]) -> str:
    documents = {
        path.removeprefix(".docs/"): path
        for path in sorted(everything)
        if path.startswith(".docs/") and path.endswith(".md")
    }
    if not documents:
        raise InvalidBenchmark(f"{folder}/.docs holds no *.md, so the exercise says nothing.")
    order = [*(name for name in _FIRST if name in documents), *sorted(documents.keys() - {*_FIRST})]
    parts = [_text(folder, documents[name], everything).strip() for name in order]
    return "\n\n".join([*parts, _TASK.format(files=" and ".join(stubs)).strip()]) + "\n"


def _answer(
    folder: Path, answers: Mapping[str, File], stubs: Iterable[str], language: Language
) -> Files:
    placed = {}
    for path, file in answers.items():
        target = language.place(path, tuple(stubs))
        if target is not None:
            placed[target] = file
    if not placed:
        raise InvalidBenchmark(
            f"{folder}: no example of .meta/config.json answers a solution file."
        )
    return placed


def _packages(folder: Path, everything: Files, language: Language) -> tuple[str, ...]:
    """What the build file and that of the reference answer require."""
    found: set[str] = set()
    for name in language.manifests:
        path = PurePosixPath(name)
        for each in (name, f".meta/{path.stem}-example{path.suffix}"):
            if each in everything:
                found |= _dependencies(folder, each, everything)
    return tuple(sorted(found))


def _dependencies(folder: Path, path: str, everything: Files) -> set[str]:
    try:
        tables = tomllib.loads(_text(folder, path, everything))
    except tomllib.TOMLDecodeError as error:
        raise InvalidBenchmark(f"{folder / path} cannot be read: {error}.") from error
    return {*tables.get("dependencies", ()), *tables.get("dev-dependencies", ())}
