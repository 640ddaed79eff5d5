"""A run for other programs: every format says the same, and what the record says."""

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from recorded import Recorder, small_run
from typer.testing import CliRunner

from archive.lineage import LineageBuilder, as_graph
from archive.store import Archive
from archive.values import ExpansionOutcome, Verdict
from engine.cli.main import app, user_errors
from engine.report.formats import write_csv, write_newick
from engine.report.tables import TABLES

DOCS = Path(__file__).parents[3] / "docs" / "report.md"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_run(tmp_path_factory.mktemp("data") / "run")


def export(run: Path, *words: str) -> str:
    said = CliRunner().invoke(app, ["export-data", str(run), *words])
    assert said.exit_code == 0, said.output
    return said.stdout


def lines(run: Path, table: str) -> list[dict[str, object]]:
    text = export(run, "--format", "jsonl", "--table", table, "-o", "-")
    return [json.loads(line) for line in text.splitlines()]


def test_tables_say_what_the_record_says(run: Path) -> None:
    root, best = lines(run, "agents")
    assert (root["parent"], root["resolved"], root["clade_resolved"]) == (None, 1, 4)
    assert (best["parent"], best["accuracy"], best["best"], best["flagged"]) == (0, 0.75, True, 0)
    assert best["failed_expansions"] == 1
    evaluations = lines(run, "evaluations")
    assert sum(bool(each["sealed"]) for each in evaluations) == 16
    assert [each["reason"] for each in evaluations if each["verdict"] == "error"] == [
        "the machine is out of space"
    ]
    assert [each["outcome"] for each in lines(run, "expansions")] == ["child", "failed"]
    models = lines(run, "models")
    assert sum(float(str(each["dollars"])) for each in models) == pytest.approx(0.4)
    assert {each["role"] for each in models} == {"improve", "solve"}


@pytest.mark.parametrize("table", TABLES)
def test_csv_and_parquet_say_the_same_as_json(run: Path, tmp_path: Path, table: str) -> None:
    expected = lines(run, table)
    export(run, "--format", "parquet", "--table", table, "-o", str(tmp_path / "x"))
    assert pyarrow.parquet.read_table(tmp_path / "x").to_pylist() == expected
    text = export(run, "--format", "csv", "--table", table, "-o", "-")
    read = list(csv.DictReader(io.StringIO(text)))
    assert [[*each.values()] for each in read] == [
        ["" if value is None else str(int(value) if isinstance(value, bool) else value)
         for value in each.values()] for each in expected
    ]  # fmt: skip


def test_all_tables_go_into_a_folder(run: Path, tmp_path: Path) -> None:
    for _ in range(2):
        export(run, "-o", str(tmp_path / "data"))
    assert {each.name for each in (tmp_path / "data").iterdir()} == {f"{t}.csv" for t in TABLES}


def test_texts_of_agents_are_neither_formulas_nor_the_end_of_a_row(tmp_path: Path) -> None:
    evil = ['=HYPERLINK("http://127.0.0.1:9")', '+1,"\n-2', "@x", "\ud800"]
    recorder = Recorder(tmp_path / "run", ["a", "b", "c", "d"])
    for task, text in zip("abcd", evil, strict=True):
        reason = text.encode(errors="replace").decode()
        recorder.verdict(0, task, Verdict.ERROR, reason=reason, flags=[reason])
    table = TABLES["evaluations"](recorder.archive)
    stream = io.BytesIO()
    write_csv(table, stream)
    recorder.archive.close()
    read = list(csv.DictReader(io.StringIO(stream.getvalue().decode())))
    assert [each["reason"] for each in read[:3]] == [f"'{text}" for text in evil[:3]]
    assert len(read) == 4


def test_the_tree_is_a_graph_everywhere(run: Path, tmp_path: Path) -> None:
    export(run, "--format", "graphml", "-o", str(tmp_path / "x"))
    graph = nx.read_graphml(tmp_path / "x", node_type=int)
    assert list(graph.edges) == [(0, 1)]
    assert graph.nodes[1]["accuracy"] == 0.75
    assert graph.nodes[1]["best"] is True
    assert ElementTree.parse(tmp_path / "x").getroot().tag.endswith("graphml")
    assert export(run, "--format", "newick", "-o", "-") == "(1:1)0;\n"
    dot = export(run, "--format", "dot", "-o", "-")
    assert "  0 -> 1;" in dot
    assert '1 [label="1: 3/4"' in dot


@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_newick_holds_every_edge(choices: list[int]) -> None:
    builder = LineageBuilder(["a"])
    builder.add_root()
    for child, choice in enumerate(choices, start=1):
        builder.begin_expansion(child, choice % child)
        builder.finish_expansion(child, ExpansionOutcome.CHILD, child=child)
    tree, stream = as_graph(builder.view()), io.BytesIO()
    write_newick(tree, stream)
    assert edges_of(stream.getvalue().decode()) == set(tree.edges)


def edges_of(newick: str) -> set[tuple[int, int]]:
    """Read a tree from its end, where every name comes before what is below it."""
    found: set[tuple[int, int]] = set()
    above: list[int] = []
    name, word = -1, ""
    for letter in reversed(newick.strip().removesuffix(";").replace(":1", "")):
        if letter.isdigit():
            word = letter + word
            continue
        if word:
            name, word = int(word), ""
            if above:
                found.add((above[-1], name))
        if letter == ")":
            above.append(name)
        elif letter == "(":
            above.pop()
    return found


def test_every_column_is_documented(run: Path) -> None:
    text = DOCS.read_text()
    with Archive.open(run) as archive:
        for name, table in TABLES.items():
            section = text.split(f"### {name}\n")[1].split("###")[0]
            documented = [line.split("`")[1] for line in section.splitlines() if "| `" in line]
            assert documented == list(table(archive).columns)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "x"], "choose from jsonl"),
        (["--table", "x"], "choose from agents"),
        (["--table", "agents", "--format", "dot"], "--table goes with"),
        (["-o", "-"], "add --table"),
        (["-o", "x/y/z.dot", "--format", "dot"], "cannot be written"),
    ],
)
def test_mistakes_are_said_in_a_sentence(run: Path, words: list[str], said: str) -> None:
    done = CliRunner().invoke(app, ["export-data", str(run), *words])
    assert isinstance(done.exception, user_errors())
    assert said in str(done.exception)
    assert done.stdout == ""


def test_without_pyarrow_it_says_how_to_get_it(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["export-data", str(run), "--format", "parquet"])
    assert "pip install 'hgm-engine[parquet]'" in str(done.exception)
