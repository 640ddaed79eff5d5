"""Predictions in SWE-bench's format: patches that anybody made, to be graded here."""

import json
import subprocess
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from archive.store import Archive
from archive.values import Verdict
from engine.grading import Grader
from evals.benchmark import GradingFailed, Task
from evals.patches import UnusablePatch
from sandbox.interface import SandboxUnavailable

_ATTEMPTS = 3


class InvalidPredictions(Exception):
    """A file of predictions cannot be used; the message says which line and why."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One patch for one task, under the names of SWE-bench's files."""

    instance_id: str
    model_name_or_path: str
    model_patch: str


class Outcome(StrEnum):
    """What became of a prediction."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    EMPTY = "empty"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """A prediction's outcome."""

    prediction: Prediction
    outcome: Outcome
    reason: str = ""
    log: bytes = b""
    """The grader's output."""


def read_predictions(file: Path) -> list[Prediction]:
    """A JSON list, a JSON object by task, or a JSON object a line. Raises InvalidPredictions."""
    try:
        text = file.read_text("utf-8")
        rows = _rows(text)
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidPredictions(f"{file} cannot be read as predictions: {error}.") from error
    found = [_read_row(file, number, row) for number, row in enumerate(rows, start=1)]
    if not found:
        raise InvalidPredictions(f"{file} holds no prediction.")
    ids = [each.instance_id for each in found]
    if twice := [id for id in ids if ids.count(id) > 1]:
        raise InvalidPredictions(f"{file} has two predictions for {twice[0]}.")
    return found


def _rows(text: str) -> list[object]:
    # Not `splitlines`, which also cuts at U+2028 and its like, in the middle of a patch.
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        content = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in lines]
    if isinstance(content, list):
        return content
    if isinstance(content, dict) and "instance_id" not in content:
        return [
            {"instance_id": id, **row} if isinstance(row, dict) else row
            for id, row in content.items()
        ]
    return [content]


def _read_row(file: Path, number: int, row: object) -> Prediction:
    if not isinstance(row, dict) or not isinstance(row.get("instance_id"), str):
        raise InvalidPredictions(f"{file}: prediction {number} has no instance_id.")
    if "model_patch" not in row:
        raise InvalidPredictions(f"{file}: prediction {number} has no model_patch.")
    patch, model = row["model_patch"], row.get("model_name_or_path") or "unknown"
    if not isinstance(patch, str | None) or not isinstance(model, str):
        raise InvalidPredictions(f"{file}: the patch of {row['instance_id']} is no text.")
    return Prediction(row["instance_id"], model, patch or "")


def write_predictions(file: Path, predictions: Iterable[Prediction]) -> None:
    """A JSON object a line, complete or not at all."""
    made = file.with_name(f".{file.name}.new")
    lines = (json.dumps(asdict(each)) for each in predictions)
    made.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    made.replace(file)


def predictions_of(archive: Archive, agent: int, tasks: Collection[str]) -> list[Prediction]:
    """An agent's patches for those of the tasks on which it has a verdict."""
    name = f"{archive.folder.resolve().name}-agent-{agent}"
    patches = {
        each.task: archive.blob(each.patch).decode() if each.patch else ""
        for each in archive.evaluations(agent)
        if each.verdict in (Verdict.RESOLVED, Verdict.UNRESOLVED) and each.task in tasks
    }
    return [Prediction(task, name, patch) for task, patch in patches.items()]


def grade_prediction(grader: Grader, task: Task, prediction: Prediction) -> Graded:
    """Grade one prediction; a failing machine is tried again a few times."""
    if not prediction.model_patch.strip():
        return Graded(prediction=prediction, outcome=Outcome.EMPTY)
    reason = ""
    for _ in range(_ATTEMPTS):
        try:
            grade = grader.grade(task, grader.read(task, prediction.model_patch))
        except UnusablePatch as error:
            why = f"The patch does not apply: {error}"
            return Graded(prediction=prediction, outcome=Outcome.UNRESOLVED, reason=why)
        except (
            SandboxUnavailable,
            GradingFailed,
            OSError,
            subprocess.SubprocessError,
        ) as error:
            reason = str(error)
            continue
        outcome = Outcome.RESOLVED if grade.resolved else Outcome.UNRESOLVED
        return Graded(prediction=prediction, outcome=outcome, log=grade.log)
    return Graded(prediction=prediction, outcome=Outcome.ERROR, reason=reason)


def as_report(tasks: Sequence[Task], graded: Sequence[Graded]) -> dict[str, object]:
    """The figures and lists of SWE-bench's own reports."""
    ids = {
        outcome: sorted(each.prediction.instance_id for each in graded if each.outcome is outcome)
        for outcome in Outcome
    }
    completed = sorted(ids[Outcome.RESOLVED] + ids[Outcome.UNRESOLVED])
    return {
        "total_instances": len(tasks),
        "submitted_instances": len(graded),
        "completed_instances": len(completed),
        "resolved_instances": len(ids[Outcome.RESOLVED]),
        "unresolved_instances": len(ids[Outcome.UNRESOLVED]),
        "empty_patch_instances": len(ids[Outcome.EMPTY]),
        "error_instances": len(ids[Outcome.ERROR]),
        "submitted_ids": sorted(each.prediction.instance_id for each in graded),
        "completed_ids": completed,
        "incomplete_ids": sorted(
            {task.id for task in tasks} - {each.prediction.instance_id for each in graded}
        ),
        "resolved_ids": ids[Outcome.RESOLVED],
        "unresolved_ids": ids[Outcome.UNRESOLVED],
        "empty_patch_ids": ids[Outcome.EMPTY],
        "error_ids": ids[Outcome.ERROR],
        "schema_version": 2,
    }
