"""Tables and the tree in formats that other programs read."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from archive.lineage import Lineage, as_graph
from engine.report.tables import Table, Value

if TYPE_CHECKING:
    import networkx as nx

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BATCH = 20_000


def write_jsonl(table: Table, stream: BinaryIO) -> None:
    """A JSON object a line."""
    names = list(table.columns)
    for row in table.rows:
        line = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
        stream.write(line.encode(errors="backslashreplace") + b"\n")


def write_csv(table: Table, stream: BinaryIO) -> None:
    """With a head; what is unknown is empty. Texts that a spreadsheet would compute, which agents
    can write, are preceded by an apostrophe.
    """
    text = io.TextIOWrapper(stream, "utf-8", errors="backslashreplace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(value) for value in row] for row in table.rows)
    text.detach()


def _cell(value: Value) -> Value:
    if isinstance(value, bool):
        return int(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_parquet(table: Table, stream: BinaryIO) -> None:
    """Typed columns; needs pyarrow."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {int: pa.int64(), float: pa.float64(), bool: pa.bool_(), str: pa.string()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in table.columns.items()])
    with parquet.ParquetWriter(stream, schema) as writer:
        while rows := list(islice(table.rows, _BATCH)):
            columns = [_plain(column) for column in zip(*rows, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))


def _plain(column: Sequence[Value]) -> list[Value]:
    """Texts without halves of characters, which Arrow refuses."""
    return [
        value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
        for value in column
    ]


def tree_of(lineage: Lineage, agents: Table) -> "nx.DiGraph[int]":
    """The tree; what the table knows of agents are the nodes' attributes."""
    graph = as_graph(lineage)
    names = list(agents.columns)
    for row in agents.rows:
        known = dict(zip(names, row, strict=True))
        node = graph.nodes[known.pop("agent")]
        node.clear()
        node |= {name: value for name, value in known.items() if value is not None}
    return graph


def write_graphml(tree: "nx.DiGraph[int]", stream: BinaryIO) -> None:
    """All attributes, typed."""
    import networkx as nx

    nx.write_graphml(tree, stream)


def write_dot(tree: "nx.DiGraph[int]", stream: BinaryIO) -> None:
    """For Graphviz, with all attributes as texts; none of them is an agent's."""
    lines = ["digraph lineage {", "  rankdir=LR;"]
    for agent, known in tree.nodes(data=True):
        words = " ".join(f'{name}="{value}"' for name, value in known.items())
        total = known["resolved"] + known["unresolved"]
        lines.append(f'  {agent} [label="{agent}: {known["resolved"]}/{total}" {words}];')
    lines += [f"  {parent} -> {child};" for parent, child in tree.edges]
    stream.write("\n".join([*lines, "}", ""]).encode())


def write_newick(tree: "nx.DiGraph[int]", stream: BinaryIO) -> None:
    """Numbers of agents as names, those of parents as well; every edge is 1 long."""
    import networkx as nx

    words: list[str] = []
    for _, agent, way in nx.dfs_labeled_edges(tree, source=0):
        has_children = tree.out_degree(agent) > 0
        if way == "forward":
            words += [","] * bool(words and words[-1] != "(") + ["("] * has_children
        elif way == "reverse":
            words.append(f"{')' if has_children else ''}{agent}{':1' if agent else ';'}")
    stream.write("".join([*words, "\n"]).encode())


TABLE_FORMATS: Mapping[str, Callable[[Table, BinaryIO], None]] = {
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
}
GRAPH_FORMATS: Mapping[str, Callable[["nx.DiGraph[int]", BinaryIO], None]] = {
    "graphml": write_graphml,
    "newick": write_newick,
    "dot": write_dot,
}
