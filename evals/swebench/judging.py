"""A verdict from a log, by swebench's own parsers and rules.

An agent's code writes the log. The parsers were not made for that: a line can keep one busy for
years. So they read it in a process of their own, for a while and with bounded memory.
`python -m evals.swebench.judging` is that process.
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.swebench.parsers import load_official
from evals.swebench.rows import Row

_SECONDS = 120
_MEMORY_BYTES = 4 * 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What a log says."""

    found: bool
    """Whether it is the log of tests that ran."""
    resolved: bool
    summary: str


def judge(row: Row, log: bytes) -> Judgement:
    """Whether the log of a row's eval script shows it resolved."""
    with tempfile.TemporaryDirectory(prefix="hgm-judging-") as folder:
        place = Path(folder) / "log.txt"
        # As swebench writes it: in the encoding in which it will be read again.
        with place.open("w", errors="replace") as file:
            file.write(log.decode(errors="replace"))
        return _read(json.dumps({"log": str(place), "spec": _spec(row)}))


def _spec(row: Row) -> dict[str, object]:
    return {
        "instance_id": row.id,
        "image": str(row.image),
        "eval_script_list": [],
        "repo": row.repo,
        "version": row.version,
        "FAIL_TO_PASS": list(row.fail_to_pass),
        "PASS_TO_PASS": list(row.pass_to_pass),
        "log_parser": row.testing.parser,
        "eval_type": row.testing.kind,
    }


def _read(request: str) -> Judgement:
    try:
        completed = subprocess.run(
            [sys.executable, "-P", "-m", "evals.swebench.judging"],
            input=request,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        said = f"swebench's parser did not come to an end within {_SECONDS} s"
        return Judgement(found=False, resolved=False, summary=said)
    if completed.returncode:
        said = completed.stderr.strip().rpartition("\n")[2]
        said = f"swebench's parser failed: {said or completed.returncode}"
        return Judgement(found=False, resolved=False, summary=said)
    return Judgement(**json.loads(completed.stdout))


def main() -> None:
    """Read a request from the standard input and answer it on the standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    request = json.load(sys.stdin)
    official = load_official()
    spec = official.spec(**request["spec"])
    # Not the patch itself: all that counts here is that there is one.
    prediction = {"instance_id": spec.instance_id, "model_patch": "one"}
    report = official.grading.get_eval_report(
        spec, prediction, request["log"], include_tests_status=True
    )[spec.instance_id]
    json.dump(asdict(_judgement(report)), sys.stdout)


def _judgement(report: Mapping[str, Any]) -> Judgement:
    found = bool(report["patch_successfully_applied"])
    status: Mapping[str, Mapping[str, Sequence[str]]] = report.get("tests_status") or {}
    lines = [
        f"{name}: {len(each['success'])} of {len(each['success']) + len(each['failure'])}"
        + "".join(f"\n  failed: {test}" for test in each["failure"][:50])
        for name, each in status.items()
        if each["success"] or each["failure"]
    ]
    if not found:
        why = report.get("infra_failure_reason")
        lines.append("This is no log of tests that ran" + (f" ({why})." if why else "."))
    return Judgement(found=found, resolved=bool(report["resolved"]), summary="\n".join(lines))


if __name__ == "__main__":
    main()
