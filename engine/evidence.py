"""What an agent is shown of its own record before it modifies itself (docs/agents.md)."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice

from archive.store import Archive
from archive.values import Evaluation, Expansion, ExpansionOutcome, Source, Verdict
from engine.effect import Effect, effect
from evals.benchmark import Benchmark, Task

_MAX_UNRESOLVED = 24
_MAX_RESOLVED = 12
_MAX_CHILDREN = 24
_MAX_FILE = 256 * 1024
_MAX_BYTES = 16 * 1024**2


def gather_evidence(archive: Archive, benchmark: Benchmark, agent: int) -> Source:
    """Files of the evidence folder for expanding `agent`: its own and its ancestors' record.

    Search tasks only; never grading tests, their output, or known-good solutions.
    """
    lineage = archive.lineage()
    ancestry = lineage.ancestry(agent)
    tasks = {task.id: task for task in benchmark.tasks}
    evaluations = _choose(
        evaluation
        for each in ancestry
        for evaluation in reversed(archive.evaluations(each, sealed=False))
    )
    expansions = list(islice(_tried(archive, ancestry), _MAX_CHILDREN))
    index = {
        "agent": agent,
        "lineage": list(ancestry),
        "resolved": int(lineage.resolved[agent]),
        "unresolved": int(lineage.unresolved[agent]),
        "evaluations": [_describe_evaluation(evaluation) for evaluation in evaluations],
        "children": [_describe_child(archive, expansion) for expansion in expansions],
    }
    files = {"evidence.json": json.dumps(index, indent=1).encode()}
    for evaluation in evaluations:
        _add(files, _evaluation_files(archive, benchmark, evaluation, tasks[evaluation.task]))
    for expansion in expansions:
        _add(files, _child_files(archive, expansion))
    return files


def _tried(archive: Archive, ancestry: Iterable[int]) -> Iterator[Expansion]:
    """Expansions that say something, the newest of each agent first; no more than are asked for
    are looked up, as an ancestry can be long and a root can have many children.
    """
    told = (ExpansionOutcome.CHILD, ExpansionOutcome.FAILED)
    for agent in ancestry:
        yield from archive.newest_expansions(agent, told, most=_MAX_CHILDREN)


def _choose(evaluations: Iterable[Evaluation]) -> list[Evaluation]:
    """The newest of each verdict, at most one per task: what was learnt last about it."""
    seen: set[str] = set()
    left = {Verdict.RESOLVED: _MAX_RESOLVED, Verdict.UNRESOLVED: _MAX_UNRESOLVED}
    chosen = []
    for evaluation in evaluations:
        if evaluation.verdict in left and evaluation.task not in seen and left[evaluation.verdict]:
            seen.add(evaluation.task)
            left[evaluation.verdict] -= 1
            chosen.append(evaluation)
        if not any(left.values()):
            break
    return chosen


def _add(files: dict[str, bytes], more: Source) -> None:
    """Add what still fits; evidence is shown as far as there is room for it."""
    size = sum(map(len, files.values())) + sum(map(len, more.values()))
    if size <= _MAX_BYTES:
        files.update(more)


def _describe_evaluation(evaluation: Evaluation) -> dict[str, object]:
    return {
        "agent": evaluation.agent,
        "task": evaluation.task,
        "verdict": evaluation.verdict,
        "reason": evaluation.reason,
        "seconds": evaluation.seconds,
        "folder": f"evaluations/{evaluation.id}",
    }


def _describe_child(archive: Archive, expansion: Expansion) -> dict[str, object]:
    lineage, child = archive.lineage(), expansion.child
    measured = Effect(0, (), ()) if child is None else effect(lineage, child)
    return {
        "agent": child,
        "outcome": expansion.outcome,
        "reason": expansion.reason,
        "resolved": 0 if child is None else int(lineage.resolved[child]),
        "unresolved": 0 if child is None else int(lineage.unresolved[child]),
        "gained": measured.gained,
        "lost": measured.lost,
        "folder": f"children/{expansion.id}",
    }


def _evaluation_files(
    archive: Archive, benchmark: Benchmark, evaluation: Evaluation, task: Task
) -> Source:
    folder = f"evaluations/{evaluation.id}"
    files = {f"{folder}/instruction.md": task.instruction.encode()}
    for name, digest in (
        ("log.txt", evaluation.log),
        ("patch.diff", evaluation.patch),
        ("transcript.jsonl", evaluation.transcript),
    ):
        if digest is not None:
            files[f"{folder}/{name}"] = _shortened(archive.blob(digest))
    for path, file in benchmark.visible(task).items():
        files[f"{folder}/repository/{path}"] = file.content
    return files


def _child_files(archive: Archive, expansion: Expansion) -> Source:
    folder = f"children/{expansion.id}"
    files = {}
    for name, digest in (("notes.md", expansion.notes), ("log.txt", expansion.log)):
        if digest is not None:
            files[f"{folder}/{name}"] = _shortened(archive.blob(digest))
    if expansion.child is not None:
        change = archive.diff(expansion.parent, expansion.child)
        files[f"{folder}/change.diff"] = _shortened(change.encode())
    return files


def _shortened(content: bytes) -> bytes:
    if len(content) <= _MAX_FILE:
        return content
    half = _MAX_FILE // 2
    return content[:half] + b"\n[...]\n" + content[-half:]
