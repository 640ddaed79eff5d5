"""Predictions that anybody made, graded in a clean sandbox."""

import hashlib
import json
import subprocess
import zlib
from base64 import b85encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import pytest
from worlds import write_tiny_benchmark

from engine.grading import Grader
from engine.predictions import (
    InvalidPredictions,
    Outcome,
    Prediction,
    as_report,
    grade_prediction,
    read_predictions,
    write_predictions,
)
from evals.folder import load_folder
from evals.patches import UnusablePatch, compare, reaches_git, read_patch
from sandbox.choose import choose_sandboxes
from sandbox.files import File
from sandbox.interface import Sandbox, SandboxSpec, SandboxUnavailable

DONE = "diff --git a/answer.txt b/answer.txt\nnew file mode 100644\n--- /dev/null\n"
DONE += "+++ b/answer.txt\n@@ -0,0 +1 @@\n+done\n"
MIB = 1024**2
WRONG = DONE.replace("+done", "+what?")
RENAMED = (
    "diff --git a/nowhere b/here\nsimilarity index 100%\nrename from nowhere\nrename to here\n"
)


@pytest.fixture
def grader(tmp_path: Path) -> Grader:
    benchmark = load_folder(write_tiny_benchmark(tmp_path / "tasks"), name="tiny")
    sandboxes = choose_sandboxes("bubblewrap")
    return Grader(benchmark=benchmark, sandboxes=sandboxes, labels=(("run", "test"),))


@pytest.mark.parametrize(
    ("patch", "outcome"),
    [
        (DONE, Outcome.RESOLVED),
        (WRONG, Outcome.UNRESOLVED),
        (RENAMED, Outcome.UNRESOLVED),
        ("no patch at all", Outcome.UNRESOLVED),
        (DONE.replace("b/answer.txt", '"b/x\\ty"'), Outcome.UNRESOLVED),
        (DONE.replace("b/answer.txt", '"b/x\\\\y"'), Outcome.UNRESOLVED),
        (DONE.replace("done", "\ud800"), Outcome.UNRESOLVED),
        (" \n", Outcome.EMPTY),
    ],
)
def test_a_prediction_is_what_its_patch_does(grader: Grader, patch: str, outcome: Outcome) -> None:
    task = grader.benchmark.tasks[0]
    graded = grade_prediction(grader, task, Prediction(task.id, "somebody", patch))
    assert graded.outcome is outcome
    assert graded.reason.startswith("The patch does not apply") is (
        outcome is Outcome.UNRESOLVED and patch != WRONG
    )


class Failing:
    """A driver whose machine fails a number of times."""

    name = "failing"

    def __init__(self, times: int, trouble: Exception) -> None:
        self._left = times
        self._trouble = trouble
        self._real = choose_sandboxes("bubblewrap")

    def trouble(self) -> str | None:
        return None

    def about(self) -> tuple[str, tuple[Path, ...]]:
        return "", ()

    @contextmanager
    def open(self, spec: SandboxSpec) -> Iterator[Sandbox]:
        if self._left:
            self._left -= 1
            raise self._trouble
        with self._real.open(spec) as sandbox:
            yield sandbox

    def sweep(self, labels: Mapping[str, str]) -> int:
        return 0


@pytest.mark.parametrize(
    "trouble",
    [
        SandboxUnavailable("it rains"),
        OSError("no space left"),
        subprocess.TimeoutExpired(["git"], 300),
    ],
)
@pytest.mark.parametrize(("times", "outcome"), [(2, Outcome.RESOLVED), (99, Outcome.ERROR)])
def test_a_failing_machine_is_tried_again_and_blames_nobody(
    grader: Grader, times: int, outcome: Outcome, trouble: Exception
) -> None:
    task = grader.benchmark.tasks[0]
    failing = Grader(benchmark=grader.benchmark, sandboxes=Failing(times, trouble), labels=())
    graded = grade_prediction(failing, task, Prediction(task.id, "somebody", DONE))
    assert graded.outcome is outcome
    report = as_report(grader.benchmark.tasks, [graded])
    assert report["error_instances"] == (outcome is Outcome.ERROR)
    assert report["total_instances"] == 10
    assert len(report["incomplete_ids"]) == 9


def test_predictions_are_read_in_all_forms_and_written_as_lines(tmp_path: Path) -> None:
    given = [Prediction("a__b-1", "me", DONE), Prediction("a__b-2", "me", "")]
    rows = [
        {
            "instance_id": each.instance_id,
            "model_name_or_path": "me",
            "model_patch": each.model_patch,
        }
        for each in given
    ]
    file = tmp_path / "preds"
    write_predictions(file, given)
    assert read_predictions(file) == given
    assert [json.loads(line) for line in file.read_text().splitlines()] == rows
    forms = [
        json.dumps(rows),
        json.dumps({row["instance_id"]: row for row in rows}),
        json.dumps(rows, indent=2),
        "\n".join(map(json.dumps, [rows[0], {**rows[1], "model_patch": None}])),
    ]
    for text in forms:
        file.write_text(text)
        assert read_predictions(file) == given
    file.write_text(json.dumps(rows[0]))
    assert read_predictions(file) == given[:1]


def test_only_the_end_of_a_line_ends_a_prediction(tmp_path: Path) -> None:
    given = [Prediction("a", "me", "+x\u2028y\u0085z\x1c"), Prediction("b", "me", "")]
    rows = [json.dumps(asdict(each), ensure_ascii=False) for each in given]
    (tmp_path / "preds").write_bytes("\r\n".join(rows).encode())
    assert read_predictions(tmp_path / "preds") == given


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"instance_id": "x"}\n' + "[" * 100_000, "cannot be read"),
        ('{"a": 1}', "prediction 1 has no instance_id"),
        ('[{"model_patch": ""}]', "prediction 1 has no instance_id"),
        ('[{"instance_id": "x", "model_patch": 1}]', "the patch of x is no text"),
        ('[{"instance_id": "x", "patch": ""}]', "prediction 1 has no model_patch"),
        ("[]", "holds no prediction"),
        (
            '[{"instance_id": "x", "model_patch": ""}, {"instance_id": "x", "model_patch": ""}]',
            "two predictions for x",
        ),
    ],
)
def test_what_is_no_predictions_file_is_explained(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "preds").write_text(text)
    with pytest.raises(InvalidPredictions, match=says):
        read_predictions(tmp_path / "preds")


def test_a_text_is_read_back_as_the_changes_it_was_made_of() -> None:
    before = {"a": File(b"1\n2\n"), "gone": File(b"x"), "bin": File(b"\0\1")}
    after = {"a": File(b"1\n3\n"), "new/b": File(b"y\n", executable=True), "bin": File(b"\0\2")}
    patch = compare(before, after)
    assert read_patch(patch.text, before) == patch


@pytest.mark.parametrize(
    ("text", "reaches"),
    [
        ("--- /dev/null\n+++ b/.git/config\n", True),
        ("--- a/x\n+++ sub/.git/hooks/pre-commit\t2026\n", True),
        ('+++ "b/.git/config"\n', True),
        ("rename from x\nrename to .GIT/config\n", True),
        ("diff --git a/.git b/.git\n", True),
        ('+++ "b/\\056git/hooks/x"\n', True),
        ('+++ "b/\\012/.g\\151t/hooks/x"\n', True),
        ('diff --git "a/\\056\\107IT/x" "b/\\056\\107IT/x"\n', True),
        ("*** a/.git/config\n--- a/nope\n", True),
        ('+++ "b/\\\\056git/x"\n', False),
        ('+++ "b/\\303\\251.git/x"\n', False),
        ("*** 1,2 ****\n! see .git/config\n", False),
        ("--- a/.gitignore\n+++ b/.github/x.git/y\n", False),
        ("+++ b/docs\n+ see .git/config\n", False),
        (DONE, False),
    ],
)
def test_a_prediction_that_reaches_for_git_is_told_apart(text: str, reaches: bool) -> None:
    assert reaches_git(text) is reaches


def unpacking(size: int) -> str:
    """A patch of one file of that many zeros, as `git diff --binary` writes it."""
    digest, packer = hashlib.sha1(f"blob {size}\0".encode()), zlib.compressobj(9)
    packed = b""
    for _ in range(size // MIB):
        digest.update(bytes(MIB))
        packed += packer.compress(bytes(MIB))
    packed += packer.flush()
    pieces = [packed[start : start + 52] for start in range(0, len(packed), 52)]
    lines = [
        chr(len(piece) + (64 if len(piece) < 27 else 70)) + b85encode(piece, pad=True).decode()
        for piece in pieces
    ]
    head = "diff --git a/z b/z\nnew file mode 100644\n"
    head += f"index {'0' * 40}..{digest.hexdigest()}\nGIT binary patch\nliteral {size}\n"
    return head + "\n".join([*lines, "", "literal 0", "HcmV?d00001", "", ""])


@pytest.mark.parametrize(
    ("mebibytes", "says"), [(200, "over its limit of bytes"), (300, "git apply ended with")]
)
def test_a_short_text_cannot_unpack_to_any_size(mebibytes: int, says: str) -> None:
    assert len(read_patch(unpacking(MIB), {}).changes[0].after.content) == MIB
    with pytest.raises(UnusablePatch, match=says):
        read_patch(unpacking(mebibytes * MIB), {})


@pytest.mark.parametrize("path", ["../out", "/tmp/out", ".git/config", "link/out"])
def test_a_text_cannot_write_elsewhere(path: str) -> None:
    text = DONE.replace("answer.txt", path)
    with pytest.raises(UnusablePatch):
        read_patch(text, {"link": File(b"/tmp", link=True)})
