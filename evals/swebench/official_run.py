"""The process in which swebench's own runner runs: `python -m evals.swebench.official_run FILE`.

Its answer is `answer.json` beside the file; what swebench writes is left where this stands.
"""

import json
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


def main() -> None:
    """Run every instance of the request."""
    file = Path(sys.argv[1])
    request = json.loads(file.read_text())
    with ThreadPoolExecutor(request["workers"]) as pool:
        answers = pool.map(lambda each: _run(request, each), request["instances"])
        answer = dict(answers)
    file.with_name("answer.json").write_text(json.dumps(answer))


def _run(request: Mapping[str, Any], instance: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    import docker
    from swebench.harness.run_evaluation import run_instance
    from swebench.harness.utils import make_test_spec

    spec = make_test_spec(instance["row"])
    prediction = {
        "instance_id": spec.instance_id,
        "model_name_or_path": "hgm",
        "model_patch": instance["patch"],
    }
    client = docker.from_env(timeout=1800)
    start = time.monotonic()
    try:
        found = run_instance(
            spec, prediction, client, request["run"], timeout=int(request["seconds"])
        )
    finally:
        client.close()
    seconds = time.monotonic() - start
    logs = Path("logs/run_evaluation") / request["run"] / "hgm" / spec.instance_id
    names = ("run_instance.log", "test_output.txt")
    log = "\n".join(_text(logs / name) for name in names)
    report = found[1][spec.instance_id] if found else {}
    answer = {
        "resolved": bool(report.get("resolved")),
        "reported": found is not None,
        "log": log,
        "seconds": seconds,
    }
    return spec.instance_id, answer


def _text(file: Path) -> str:
    return file.read_text(errors="replace") if file.is_file() else ""


if __name__ == "__main__":
    main()
