"""swebench's own runner on the same instances, patches and engine, to compare verdicts with.

It is not what we grade with: it gives containers the power SYS_ADMIN and the network, loses 15
seconds in stopping each, and cannot kill what takes too long. It runs in a process of its own,
which imports a thousand modules, prints, and writes its logs where it stands.
"""

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.benchmark import InvalidBenchmark
from evals.swebench.rows import Row
from sandbox.container import remove
from sandbox.engine import Engine, connect, engine_trouble
from sandbox.images import require_image

_EXTRA_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialVerdict:
    """What swebench's runner said of one patch."""

    resolved: bool
    reported: bool
    """Whether it came to a report: to none for what does not apply or takes too long."""
    log: str
    seconds: float


def cross_check(
    rows: Sequence[Row], patches: Mapping[str, str], *, seconds: float, workers: int = 1
) -> dict[str, OfficialVerdict]:
    """Instance -> swebench's verdict on its patch; an empty patch it never runs.

    `seconds` bounds the tests of one instance. Raises InvalidBenchmark where its runner cannot be
    used, SandboxUnavailable where the engine cannot.
    """
    if shutil.which("docker") is None:
        raise InvalidBenchmark("swebench's runner needs the command docker: install it.")
    run = f"hgm-{secrets.token_hex(8)}"
    engine = connect()
    try:
        asked = [_request(row, engine, patches[row.id]) for row in rows if patches[row.id].strip()]
        request = {"run": run, "seconds": seconds, "workers": workers, "instances": asked}
        answer = _call(request, (seconds + _EXTRA_SECONDS) * len(asked) / workers)
    finally:
        _remove_containers(engine, run)
        engine.api.close()
    nothing = OfficialVerdict(resolved=False, reported=False, log="An empty patch.", seconds=0)
    found = {id: OfficialVerdict(**each) for id, each in answer.items()}
    return {row.id: found.get(row.id, nothing) for row in rows}


def differences(ours: Mapping[str, bool], theirs: Mapping[str, OfficialVerdict]) -> list[str]:
    """One sentence for every instance on which the two disagree."""
    words = {True: "resolved", False: "unresolved"}
    return [
        f"{id}: {words[resolved]} here, {words[theirs[id].resolved]} by swebench's own runner."
        for id, resolved in sorted(ours.items())
        if id in theirs and theirs[id].resolved is not resolved
    ]


def _request(row: Row, engine: Engine, patch: str) -> dict[str, object]:
    declared = [
        {"path": each.path, "url": each.file.absolute().as_uri() if each.file else each.url}
        for each in row.assets
    ]
    return {
        "patch": patch,
        "row": {
            "instance_id": row.id,
            "image": require_image(engine.api, row.image),
            "repo": row.repo,
            "version": row.version,
            "FAIL_TO_PASS": list(row.fail_to_pass),
            "PASS_TO_PASS": list(row.pass_to_pass),
            "log_parser": row.testing.parser,
            "eval_type": row.testing.kind,
            "eval_script": row.testing.script,
            "image_assets": {"test_patch": declared},
        },
    }


def _call(request: Mapping[str, object], seconds: float) -> dict[str, dict[str, Any]]:
    if not request["instances"]:
        return {}
    with tempfile.TemporaryDirectory(prefix="hgm-official-") as name:
        folder = Path(name)
        (folder / "request.json").write_text(json.dumps(request))
        try:
            completed = subprocess.run(
                [sys.executable, "-P", "-m", "evals.swebench.official_run", "request.json"],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise InvalidBenchmark(
                f"swebench's runner did not come to an end within {seconds:.0f} s."
            ) from error
        if completed.returncode:
            said = completed.stderr.strip().rpartition("\n")[2]
            raise InvalidBenchmark(f"swebench's runner failed: {said}")
        answer: dict[str, dict[str, Any]] = json.loads((folder / "answer.json").read_text())
        return answer


def _remove_containers(engine: Engine, run: str) -> None:
    """What its runner left behind, having been killed or having failed."""
    with engine_trouble():
        for found in engine.api.containers(all=True, filters={"name": run}):
            remove(engine.api, found["Id"])
