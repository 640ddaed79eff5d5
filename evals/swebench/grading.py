"""A patch applied and tested in one container, as swebench does it, and what came of it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from evals.benchmark import Grade, GradingFailed, Patch
from evals.swebench.judging import judge
from evals.swebench.rows import Row
from evals.swebench.scripts import ASSETS, flat, recording, staging
from sandbox.files import File
from sandbox.interface import Completed, Ending, Sandbox
from sandbox.running import CappedOutput

WORKDIR = "/testbed"
_FOLDER = "/tmp/hgm-grading"
_KEPT_LOG_BYTES = 1024**2
_NOT_APPLIED, _NOT_READY = 96, 97
# The attempts and their order are swebench's. Between two of them it gives up what the image has
# not committed; here the tree is put back as it was. For the merge, the index is told that the
# image's files are those that it knows, whatever their modes and owners. What comes behind the word
# of the first argument is the log of the tests: until then no code of the patch has run.
_RUN = f"""
patch=/tmp/patch.diff kept=/hgm-kept
cd {WORKDIR} && [ -e .git ] && command -v git >/dev/null || exit {_NOT_READY}
copy() {{
    # Not the owners: this root may not give files away.
    cp -dR --preserve=mode,timestamps,links "$1"/. "$2"/ || exit {_NOT_READY}
}}
restore() {{
    shopt -s dotglob
    rm -rf {WORKDIR}/* && copy "$kept" {WORKDIR}
}}
settings() {{
    {{
        find .git -path .git/objects -prune -o -printf '%p %y %m %l\\n'
        find .git -path .git/objects -prune -o -type f -exec sha256sum {{}} +
    }} | sort | sha256sum
}}
apply() {{
    git apply --verbose "$patch" && return
    mkdir "$kept" && copy {WORKDIR} "$kept"
    git -c core.fileMode=false update-index -q --refresh
    git -c core.fileMode=false apply --verbose --3way "$patch" && return
    restore
    git apply --verbose --reject "$patch" && return
    restore
    # Unlike git it writes to git's own folder, whose settings can run commands.
    before=$(settings)
    patch --batch --forward --fuzz=5 -p1 -i "$patch"
    applied=$?
    if [ "$(settings)" != "$before" ]; then
        echo "It changes git's own folder."
        exit {_NOT_APPLIED}
    fi
    [ $applied = 0 ] && return
    git apply --check --reverse "$patch"
}}
if [ "$2" = patched ]; then
    apply || exit {_NOT_APPLIED}
    rm -rf "$kept"
fi
if [ -d {_FOLDER}/assets ]; then
    mkdir -p {ASSETS} && copy {_FOLDER}/assets {ASSETS}
fi
cp {_FOLDER}/eval.sh /eval.sh && rm -rf {_FOLDER} || exit {_NOT_READY}
printf '\\n%s\\n' "$1"
exec /bin/bash /eval.sh
"""


@dataclass(frozen=True, slots=True)
class _Run:
    """What a grading container said, in its two parts."""

    applying: bytes
    testing: bytes | None
    """None where the tests were not reached."""
    completed: Completed


def grade(
    row: Row,
    patch: Patch,
    sandbox: Sandbox,
    *,
    seconds: float,
    assets: Mapping[str, bytes],
    environment: Mapping[str, str],
) -> Grade:
    """The verdict on a patch in a fresh sandbox of the instance's image. Raises GradingFailed."""
    run = _run(row, patch, sandbox, seconds=seconds, assets=assets, environment=environment)
    if run.completed.ending is not Ending.EXITED:
        return _graded(run, 0.0, f"It was stopped: {run.completed.ending}.")
    if run.testing is None:
        if run.completed.exit_code == _NOT_APPLIED:
            return _graded(run, 0.0, "The patch does not apply.")
        tail = run.applying[-2000:].decode(errors="replace").strip()
        raise GradingFailed(f"the image of {row.id} cannot run its tests: {tail}")
    judgement = judge(row, run.testing)
    if not judgement.found:
        return _graded(run, None, judgement.summary)
    resolved = judgement.resolved and not patch.is_empty
    return _graded(run, float(resolved), judgement.summary)


def _run(
    row: Row,
    patch: Patch,
    sandbox: Sandbox,
    *,
    seconds: float,
    assets: Mapping[str, bytes],
    environment: Mapping[str, str],
) -> _Run:
    script = staging(recording(row.testing.script), list(assets))
    files = {
        "patch.diff": File(patch.text.encode(errors="replace")),
        f"{_FOLDER.removeprefix('/tmp/')}/eval.sh": File(script.encode(errors="replace")),
        f"{_FOLDER.removeprefix('/tmp/')}/run.sh": File(_RUN.encode()),
    }
    for path, content in assets.items():
        files[f"{_FOLDER.removeprefix('/tmp/')}/assets/{flat(path)}"] = File(content)
    sandbox.copy_in(files, "/tmp")
    border = secrets.token_hex(16)
    what = "unpatched" if patch.is_empty else "patched"
    completed = sandbox.exec(
        ["/bin/bash", f"{_FOLDER}/run.sh", border, what],
        cwd=WORKDIR,
        seconds=seconds,
        environment=environment,
    )
    applying, found, testing = completed.output.partition(f"\n{border}\n".encode())
    return _Run(applying, testing if found else None, completed)


def _graded(run: _Run, reward: float | None, said: str) -> Grade:
    kept = CappedOutput(_KEPT_LOG_BYTES)
    kept.feed(run.applying)
    kept.feed(b"\n")
    kept.feed(run.testing or b"")
    missing = "Its output was too long: the middle is missing.\n" if run.completed.truncated else ""
    return Grade(reward=reward, log=kept.value() + f"\n{missing}{said}\n".encode())
