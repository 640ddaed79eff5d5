"""What does a SWE-bench evaluation cost beyond the agent and the tests? `make bench-evals`.

Grades the known-good patch of instances made for this, in turns with swebench's own runner on the
same engine; and evaluates an agent that writes that patch. Agent and tests say themselves when they
began and ended; what remains is the engine's, the sandbox's and the grader's. Writes a page with
the medians and their ratio.
"""

import argparse
import json
import os
import platform
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from archive.values import Source
from engine.agents import TreeCache
from engine.bench.sandbox import ratio
from engine.jobs import EvaluationJob, EvaluationResult
from engine.work import JobLimits, Workshop
from evals.benchmark import Patch, Task
from evals.patches import compare
from evals.swebench.benchmark import SweBench, load_swebench
from evals.swebench.official import cross_check
from sandbox.docker import Docker
from sandbox.engine import connect
from sandbox.files import File
from sandbox.images import build_image

if TYPE_CHECKING:
    from docker import APIClient

SIZES: Mapping[str, int] = {"small": 0, "large": 6500}
"""Instance -> files in its repository beside the one to repair; Django has 6 500."""
BROKEN = b"def is_adult(age):\n    return age > 18\n"
MENDED = BROKEN.replace(b"> 18", b">= 18")
_DOCKERFILE = b"""\
FROM debian:bookworm-slim
RUN apt-get update -qq \\
    && apt-get install -y -qq --no-install-recommends python3 git patch >/dev/null
COPY ages.py make.py /testbed/
WORKDIR /testbed
RUN python3 make.py && rm make.py && git init -q . && git config --global user.name bench \\
    && git config --global user.email bench@example.org && git add . && git commit -q -m base
"""
_MAKE = """\
import pathlib
for number in range({files}):
    place = pathlib.Path(f"package_{{number // 40}}/module_{{number % 40}}.py")
    place.parent.mkdir(exist_ok=True)
    place.write_text(f"VALUE = {{number}}\\n" * 200)
"""
_SCRIPT = """\
#!/bin/bash
set -uxo pipefail
echo "bench: $(date +%s.%N)"
cd /testbed
cat > tests.py <<'EOF'
import unittest
import ages
class AgesTests(unittest.TestCase):
    def test_eighteen(self):
        self.assertTrue(ages.is_adult(18))
EOF
: '>>>>> Start Test Output'
python3 -m unittest -v tests
: '>>>>> End Test Output'
rm tests.py
echo "bench: $(date +%s.%N)"
"""
_AGENT: Source = {
    "agent.toml": b'name = "mender"\nprotocol = 1\nmodule = "mender"\n',
    "mender.py": b"import json, sys, time\n"
    b"print(f'bench: {time.time()}')\n"
    b"folder = json.load(open(sys.argv[2]))['repository']\n"
    b"open(folder + '/ages.py', 'wb').write(%r)\n"
    b"print(f'bench: {time.time()}')\n" % MENDED,
}
_STAMP = re.compile(r"^bench: ([\d.]+)$", re.MULTILINE)


@dataclass
class Overheads:
    """Of one instance; seconds outside the agent and the tests, one number per round."""

    grading: list[float] = field(default_factory=list)
    evaluation: list[float] = field(default_factory=list)
    """Grading and all before it: the agent's sandbox and taking its patch."""
    official: list[float] = field(default_factory=list)
    """Grading by swebench's own runner."""


def main() -> None:
    """Measure, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--output", type=Path, default=Path("docs/bench-evals.md"))
    options = parser.parse_args()
    overheads = measure(rounds=options.rounds)
    command = f"python -m engine.bench.evals {' '.join(sys.argv[1:])}".strip()
    options.output.write_text(as_page(overheads, command))


def measure(*, rounds: int, sizes: Mapping[str, int] = SIZES) -> dict[str, Overheads]:
    """Instance -> its overheads; everything is done once before anything counts."""
    with tempfile.TemporaryDirectory(prefix="hgm-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        bench = _Bench(folder, sizes)
        found = {id: Overheads() for id in sizes}
        for warm in range(-1, rounds):
            for task in bench.benchmark.tasks:
                each = Overheads() if warm < 0 else found[task.id]
                each.grading.append(bench.grade(task))
                each.evaluation.append(bench.evaluate(task))
                each.official.append(bench.official(task))
    return found


class _Bench:
    def __init__(self, folder: Path, sizes: Mapping[str, int]) -> None:
        api = connect().api
        rows = folder / "rows.json"
        rows.write_text(json.dumps([_row(id, _image(api, size)) for id, size in sizes.items()]))
        api.close()
        self.benchmark: SweBench = load_swebench(str(rows))
        self._sandboxes = Docker()
        trees = TreeCache(folder / "agents")
        self._workshop = Workshop(self.benchmark, self._sandboxes, trees, JobLimits(), run="bench")

    def grade(self, task: Task) -> float:
        start = time.perf_counter()
        with self._sandboxes.open(task.grading) as sandbox:
            grade = self.benchmark.grade(task, Patch((), _PATCH), sandbox)
        seconds = time.perf_counter() - start
        assert grade.resolved, grade.log
        return seconds - _between(grade.log.decode())

    def evaluate(self, task: Task) -> float:
        start = time.perf_counter()
        result = self._workshop(EvaluationJob(id=1, seed=1, source=_AGENT, task=task.id))
        seconds = time.perf_counter() - start
        assert isinstance(result, EvaluationResult)
        assert result.resolved, result.grade_log
        return seconds - _between(result.log.decode()) - _between(result.grade_log.decode())

    def official(self, task: Task) -> float:
        rows = [self.benchmark.rows[task.id]]
        verdict = cross_check(rows, {task.id: _PATCH}, seconds=600)[task.id]
        assert verdict.resolved, verdict.log
        return verdict.seconds - _between(verdict.log)


_PATCH = compare({"ages.py": File(BROKEN)}, {"ages.py": File(MENDED)}).text


def _between(log: str) -> float:
    """Seconds between the first and the last stamp in a log."""
    stamps = [float(each) for each in _STAMP.findall(log)]
    return stamps[-1] - stamps[0]


def _image(api: "APIClient", files: int) -> str:
    context = {
        "Dockerfile": File(_DOCKERFILE),
        "ages.py": File(BROKEN),
        "make.py": File(_MAKE.format(files=files).encode()),
    }
    return build_image(api, context, name="bench-evals")


def _row(id: str, image: str) -> dict[str, object]:
    return {
        "instance_id": id,
        "image": image,
        "repo": "hgm/bench",
        "version": "1",
        "problem_statement": "Who is 18 is an adult.",
        "patch": _PATCH,
        "FAIL_TO_PASS": ["test_eighteen (tests.AgesTests.test_eighteen)"],
        "PASS_TO_PASS": [],
        "log_parser": "parse_log_django",
        "eval_type": "pass_and_fail",
        "eval_script": _SCRIPT,
    }


def as_page(overheads: Mapping[str, Overheads], command: str) -> str:
    """The result as Markdown."""
    lines = [
        "# What a SWE-bench evaluation costs",
        "",
        f"`{command}` on {os.cpu_count()} cores, {platform.machine()}, Linux {platform.release()}, "
        f"Python {platform.python_version()}.",
        "Seconds outside the agent and the tests, which say themselves when they begin and end;",
        "medians over rounds in which all took turns on the same instances and the same engine.",
        "Grading is from a patch to its verdict: a container, applying, the log judged. An",
        "evaluation is that and all before it: the agent's sandbox with a copy of the repository,",
        "and taking its patch. swebench's runner only grades.",
        "",
        "| repository | rounds | our grading | swebench's grading | it takes | our evaluation |",
        "|---|---|---|---|---|---|",
    ]
    for id, each in overheads.items():
        ours, theirs, whole = map(statistics.median, (each.grading, each.official, each.evaluation))
        against = _against(each.official, each.grading)
        lines.append(
            f"| {id} ({SIZES.get(id, 0) + 1} files) | {len(each.grading)} | {ours:.2f} s "
            f"| {theirs:.2f} s | {against} | {whole:.2f} s |"
        )
    return "\n".join([*lines, ""])


def _against(slow: Sequence[float], fast: Sequence[float]) -> str:
    times, low, high = ratio(slow, fast)
    return f"{times:.1f} times as long ({low:.1f} to {high:.1f})"


if __name__ == "__main__":
    main()
