"""Which tasks of a benchmark guide the search, which are sealed, and attempts at each."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evals.benchmark import Benchmark, Grade, InvalidBenchmark, Patch, Split, Task
from evals.splits import split_by_hash
from sandbox.files import Files
from sandbox.interface import Sandbox

SETS = Path(__file__).parent / "sets"
"""Lists of tasks that papers used, NAME.txt each."""

_SEALED_SHARE = 2 / 3
_NUMBER = re.compile(r"(\d+)(?:@(\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a user wants of a benchmark; see `choose_tasks`."""

    terms: tuple[str, ...] = ()
    sealed: int | None = None
    """At most so many sealed tasks; None: all, or as many as go with a list."""
    repeats: int = 1
    """Attempts at each task, which count as tasks of their own (`ID#1`, `ID#2`)."""


class ChosenTasks:
    """Some tasks of a benchmark, in an order and with splits of their own."""

    def __init__(self, benchmark: Benchmark, tasks: Sequence[Task]) -> None:
        self.name = benchmark.name
        self.tasks = tuple(tasks)
        self.left_out = benchmark.left_out
        self._benchmark = benchmark
        self._own = {task.id: task for task in benchmark.tasks}
        said = [benchmark.fingerprint, *(f"{task.id} {task.split}" for task in self.tasks)]
        self.fingerprint = hashlib.sha256("\n".join(said).encode()).hexdigest()

    def prepare(self, task: Task, sandbox: Sandbox) -> None:
        """See Benchmark."""
        self._benchmark.prepare(self._task(task), sandbox)

    def collect(self, task: Task, sandbox: Sandbox) -> Patch:
        """See Benchmark."""
        return self._benchmark.collect(self._task(task), sandbox)

    def grade(self, task: Task, patch: Patch, sandbox: Sandbox) -> Grade:
        """See Benchmark."""
        return self._benchmark.grade(self._task(task), patch, sandbox)

    def solution(self, task: Task, sandbox: Sandbox) -> Patch | None:
        """See Benchmark."""
        return self._benchmark.solution(self._task(task), sandbox)

    def visible(self, task: Task) -> Files:
        """See Benchmark."""
        return self._benchmark.visible(self._task(task))

    def _task(self, task: Task) -> Task:
        return self._own[attempted(task.id)]


def attempted(id: str) -> str:
    """The task that a repeated attempt (`ID#2`) is one of; any other id as it is."""
    return id.partition("#")[0]


def choose_tasks(benchmark: Benchmark, choice: Choice) -> Benchmark:
    """The benchmark, or what is chosen of it. Raises InvalidBenchmark with one sentence.

    Each term narrows what those before it left: a number (`60`, `60@SEED`) of search tasks, picked
    by a hash, and sealed ones in proportion; `a,b` by language, repository or id; a list of ids (a
    file, one a line or JSON, or the name of one of SETS), which guide the search in this order
    while sealed tasks, two for three, are picked from the rest of the benchmark. A JSON file with
    "search" and "test" says both.
    """
    if choice == Choice():
        return benchmark
    search = [task for task in benchmark.tasks if task.split is Split.SEARCH]
    sealed = [task for task in benchmark.tasks if task.split is Split.TEST]
    for term in choice.terms:
        search, sealed = _narrow(benchmark, term, search, sealed)
    if choice.sealed is not None:
        sealed = _sample(sealed, choice.sealed, seed=0)
    if not search:
        raise InvalidBenchmark(
            f"--tasks {' '.join(choice.terms)} leaves no search task of {benchmark.name}."
        )
    chosen = [
        *(replace(task, split=Split.SEARCH) for task in search),
        *(replace(task, split=Split.TEST) for task in sealed),
    ]
    return ChosenTasks(benchmark, _repeated(chosen, choice.repeats))


def only(benchmark: Benchmark, terms: Sequence[str]) -> Benchmark:
    """What all terms of `choose_tasks` agree on, whatever its split. Raises InvalidBenchmark."""
    return ChosenTasks(benchmark, pick(benchmark.tasks, terms)) if terms else benchmark


def pick(tasks: Sequence[Task], terms: Sequence[str]) -> list[Task]:
    """Those of some tasks that all terms of `choose_tasks` agree on. Raises InvalidBenchmark."""
    picked = list(tasks)
    for term in terms:
        if number := _NUMBER.fullmatch(term):
            _refuse_too_many(term, int(number[1]), len(picked), "tasks")
            picked = _sample(picked, int(number[1]), seed=int(number[2] or 0))
        else:
            names = _read_list(term) or {"search": term.split(",")}
            wanted = {name for list_ in names.values() for name in list_}
            picked = _named(picked, wanted)
    if not picked and terms:
        raise InvalidBenchmark(f"--tasks {' '.join(terms)} leaves none of {len(tasks)} tasks.")
    return picked


def _narrow(
    benchmark: Benchmark, term: str, search: list[Task], sealed: list[Task]
) -> tuple[list[Task], list[Task]]:
    if number := _NUMBER.fullmatch(term):
        count, seed = int(number[1]), int(number[2] or 0)
        _refuse_too_many(term, count, len(search), "search tasks")
        share = -(-count * len(sealed) // len(search)) if search else 0
        return _sample(search, count, seed=seed), _sample(sealed, share, seed=seed)
    if lists := _read_list(term):
        return _listed(benchmark, term, lists)
    words = set(term.split(","))
    _refuse_unknown(term, words, {each for task in benchmark.tasks for each in _names(task)})
    search, sealed = _named(search, words), _named(sealed, words)
    return (search, sealed) if search and sealed else _split_anew([*search, *sealed])


def _split_anew(tasks: Sequence[Task]) -> tuple[list[Task], list[Task]]:
    """Where all that was chosen is of one split: there are always both."""
    splits = split_by_hash(task.id for task in tasks)
    return (
        [task for task in tasks if splits[task.id] is Split.SEARCH],
        [task for task in tasks if splits[task.id] is Split.TEST],
    )


def _listed(
    benchmark: Benchmark, term: str, lists: Mapping[str, Sequence[str]]
) -> tuple[list[Task], list[Task]]:
    """The tasks of a list, and sealed ones: its own, else of the rest, else a part of the list."""
    known = {task.id: task for task in benchmark.tasks}
    ids = [id for list_ in lists.values() for id in list_]
    _refuse_unknown(term, set(ids), known.keys() | benchmark.left_out.keys())
    search, sealed = (
        [known[id] for id in dict.fromkeys(lists.get(split, ())) if id in known] for split in Split
    )
    if Split.TEST in lists:
        if both := {task.id for task in search} & {task.id for task in sealed}:
            raise InvalidBenchmark(f"{term}: {min(both)} is both a search and a sealed task.")
        return search, sealed
    rest = [task for id, task in known.items() if id not in ids]
    if rest:
        return search, _sample(rest, round(_SEALED_SHARE * len(search)), seed=0)
    return _split_anew(search)


def _refuse_too_many(term: str, wanted: int, there: int, kind: str) -> None:
    if wanted > there:
        raise InvalidBenchmark(f"--tasks {term}: there are only {there} {kind} to choose from.")


def _refuse_unknown(term: str, words: set[str], known: Collection[str]) -> None:
    if (SETS / f"{term}.txt").is_file() and words.isdisjoint(known):
        raise InvalidBenchmark(f"--tasks {term} is a list of another benchmark's tasks.")
    if unknown := sorted(words - set(known)):
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise InvalidBenchmark(
            f"--tasks {term}: {unknown[0]!r}{more} is no task, language or repository here, no "
            f"file, nor one of {', '.join(sorted(path.stem for path in SETS.glob('*.txt')))}."
        )


def _named(tasks: Sequence[Task], words: Collection[str]) -> list[Task]:
    return [task for task in tasks if not _names(task).isdisjoint(words)]


def _names(task: Task) -> set[str]:
    return {task.id, attempted(task.id), task.group}


def _sample(tasks: Sequence[Task], count: int, *, seed: int) -> list[Task]:
    """So many of them, in the order of a hash, which is another one for every seed."""

    def rank(task: Task) -> bytes:
        return hashlib.sha256(f"{seed}:{task.id}".encode()).digest()

    return sorted(tasks, key=rank)[:count]


def _repeated(tasks: Sequence[Task], times: int) -> list[Task]:
    if times == 1:
        return list(tasks)
    return [
        replace(task, id=f"{task.id}#{attempt}")
        for attempt in range(1, times + 1)
        for task in tasks
    ]


def _read_list(term: str) -> Mapping[str, Sequence[str]] | None:
    """Split -> ids, from a list of ours or a user's file; None where the term names neither."""
    own, given = SETS / f"{term}.txt", Path(term).expanduser()
    if "/" not in term and own.is_file():
        return {Split.SEARCH: _lines(own.read_text("utf-8"))}
    if not given.is_file():
        return None
    try:
        text = given.read_text("utf-8")
        content = json.loads(text) if text.lstrip()[:1] in ("[", "{") else _lines(text)
    except (OSError, ValueError) as error:
        raise InvalidBenchmark(f"{given} cannot be read as a list of tasks: {error}.") from error
    lists = content if isinstance(content, dict) else {Split.SEARCH: content}
    if not lists.keys() <= set(Split) or not all(map(_is_list_of_ids, lists.values())):
        raise InvalidBenchmark(
            f'{given} is no list of tasks: give ids, or {{"search": [ids], "test": [ids]}}.'
        )
    return lists


def _lines(text: str) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def _is_list_of_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(id, str) for id in value)
