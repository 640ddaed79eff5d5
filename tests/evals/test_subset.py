"""Parts of a benchmark: by number, by list, by word, and repeated."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import write_tiny_benchmark

from evals.benchmark import Benchmark, InvalidBenchmark, Split, Task
from evals.folder import load_folder
from evals.subset import SETS, Choice, ChosenTasks, attempted, choose_tasks, only, pick
from sandbox.choose import choose_sandboxes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    """Six search tasks and four sealed ones, in two groups."""
    folder = write_tiny_benchmark(tmp_path_factory.mktemp("tasks"), search=6, test=4)
    benchmark = load_folder(folder, name="tiny")
    groups = [replace(task, group="ab"[n % 2]) for n, task in enumerate(benchmark.tasks)]
    return ChosenTasks(benchmark, groups)


def choose(whole: Benchmark, *terms: str, **more: int) -> tuple[list[str], list[str]]:
    """Ids of the search tasks and of the sealed ones."""
    tasks = choose_tasks(whole, Choice(terms=terms, **more)).tasks
    return ids(tasks, Split.SEARCH), ids(tasks, Split.TEST)


def ids(tasks: Sequence[Task], split: Split) -> list[str]:
    return [task.id.removeprefix("level-") for task in tasks if task.split is split]


def test_nothing_chosen_is_the_benchmark_itself(whole: Benchmark) -> None:
    assert choose_tasks(whole, Choice()) is whole


def test_a_number_picks_search_tasks_and_sealed_ones_in_proportion(whole: Benchmark) -> None:
    search, sealed = choose(whole, "3")
    assert (len(search), len(sealed)) == (3, 2)
    assert (search, sealed) == choose(whole, "3")
    picks = {tuple(choose(whole, f"3@{seed}")[0]) for seed in range(9)}
    assert len(picks) > 3
    with pytest.raises(InvalidBenchmark, match="there are only 6 search tasks"):
        choose(whole, "99")


def test_words_choose_by_group_or_id(whole: Benchmark) -> None:
    assert choose(whole, "a") == (["00", "02", "04"], ["06", "08"])
    assert choose(whole, "level-01,level-07") == (["01"], ["07"])
    search, sealed = choose(whole, "level-00,level-01,level-02,level-03,level-04")
    assert (len(search), len(sealed)) == (3, 2)
    assert set(choose(whole, "a", "2")[0]) < {"00", "02", "04"}


def test_a_list_guides_the_search_in_its_order_and_the_rest_is_sealed(
    whole: Benchmark, tmp_path: Path
) -> None:
    (tmp_path / "ids.txt").write_text("# mine\nlevel-07\nlevel-02  # why not\n\nlevel-00\n")
    search, sealed = choose(whole, str(tmp_path / "ids.txt"))
    assert search == ["07", "02", "00"]
    assert len(sealed) == 2
    assert not {*search} & {*sealed}
    (tmp_path / "ids.json").write_text(json.dumps({"search": ["level-01"], "test": ["level-00"]}))
    assert choose(whole, str(tmp_path / "ids.json")) == (["01"], ["00"])
    (tmp_path / "all.json").write_text(json.dumps([task.id for task in whole.tasks]))
    search, sealed = choose(whole, str(tmp_path / "all.json"))
    assert (len(search), len(sealed)) == (6, 4)
    assert len(choose(whole, str(tmp_path / "all.json"), sealed=1)[1]) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("level-00\nlevel-99\nlevel-98\n", "'level-98' and 1 more is no task"),
        ("[1]", "is no list of tasks"),
        ('{"train": ["level-00"]}', "is no list of tasks"),
        ("[", "cannot be read as a list"),
        ('{"search": ["level-00"], "test": ["level-00"]}', "both a search and a sealed task"),
        ('{"test": ["level-00"]}', "leaves no search task"),
    ],
)
def test_a_list_that_cannot_be_used_is_explained(
    whole: Benchmark, tmp_path: Path, content: str, says: str
) -> None:
    (tmp_path / "ids").write_text(content)
    with pytest.raises(InvalidBenchmark, match=says):
        choose(whole, str(tmp_path / "ids"))


def test_a_papers_list_for_another_benchmark_says_so(whole: Benchmark) -> None:
    with pytest.raises(InvalidBenchmark, match="hgm-60 is a list of another benchmark's tasks"):
        choose(whole, "hgm-60")


def test_commands_without_a_search_take_what_is_named_whatever_its_split(whole: Benchmark) -> None:
    assert [task.id for task in only(whole, ["level-07"]).tasks] == ["level-07"]
    assert len(only(whole, ["3"]).tasks) == 3
    assert only(whole, ()) is whole


def test_an_unknown_word_is_told_what_there_is(whole: Benchmark) -> None:
    with pytest.raises(InvalidBenchmark, match="'cobol' is no task, language"):
        choose(whole, "cobol")


def test_a_part_is_another_benchmark_for_a_run_that_goes_on(whole: Benchmark) -> None:
    prints = {
        choose_tasks(whole, Choice(terms=terms, repeats=repeats)).fingerprint
        for terms, repeats in (((), 1), (("3",), 1), (("3@1",), 1), ((), 2))
    }
    assert len(prints) == 4


def test_repeated_tasks_are_graded_as_the_task_they_are(whole: Benchmark) -> None:
    chosen = choose_tasks(whole, Choice(terms=("level-00",), repeats=3))
    assert [task.id for task in chosen.tasks] == ["level-00#1", "level-00#2", "level-00#3"]
    assert {attempted(task.id) for task in chosen.tasks} == {"level-00"}
    task = chosen.tasks[2]
    with choose_sandboxes("bubblewrap").open(task.grading) as sandbox:
        patch = chosen.solution(task, sandbox)
    assert patch is not None
    assert chosen.visible(task) == whole.visible(whole.tasks[0])
    with choose_sandboxes("bubblewrap").open(task.grading) as sandbox:
        assert chosen.grade(task, patch, sandbox).resolved


@given(st.lists(st.sampled_from(["2", "a", "b", "level-03", "1@4"]), min_size=1, max_size=3))
def test_picking_only_ever_takes_away(whole: Benchmark, terms: list[str]) -> None:
    try:
        picked = pick(whole.tasks, terms)
    except InvalidBenchmark:
        return
    assert {task.id for task in picked} <= {task.id for task in whole.tasks}
    assert len({task.id for task in picked}) == len(picked) > 0


def test_the_papers_lists_hold_what_their_names_say() -> None:
    lists = {path.stem: path.read_text().split("\n", 1)[1].split() for path in SETS.glob("*.txt")}
    assert {name: len(each) for name, each in lists.items()} == {
        "dgm-10": 10,
        "dgm-60": 60,
        "dgm-200": 200,
        "hgm-60": 60,
        "dgm-polyglot-10": 10,
        "dgm-polyglot-60": 59,
    }
    assert all(len(set(each)) == len(each) for each in lists.values())
    assert lists["dgm-200"][:60] == lists["dgm-60"] == lists["hgm-60"]
    assert lists["dgm-60"][:10] == lists["dgm-10"]
