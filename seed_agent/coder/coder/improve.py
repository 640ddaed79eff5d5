"""Edit a copy of an agent's own source so that it, or what comes of it, solves more."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

from coder.client import Model
from coder.conversation import Conversation
from coder.evidence import digest
from coder.loop import Loop
from coder.shell import Shell
from coder.snapshot import Snapshot
from coder.text import prompt, shorten
from coder.tools import NUMBER, TEXT, Tools, tool

RESERVE, LEAST_RESERVED, MOST_RESERVED = 0.1, 5, 60
CHECK_SECONDS = 60
CHECKS = (("-m", "coder", "check"), ("-m", "unittest", "discover", "tests"))
SUBMIT = tool(
    "submit",
    "End the work: the change is made, the agent starts and passes its own tests.",
    ["diagnosis", "change", "expected_effect"],
    diagnosis={
        **TEXT,
        "description": "what goes wrong, in which tasks, and how the evidence shows it",
    },
    change={**TEXT, "description": "what you changed, and why that cures it"},
    expected_effect={
        **TEXT,
        "description": "which tasks, or which kind, will be solved that were not; what could get worse",
    },
    more_of_100={
        **NUMBER,
        "description": "how many more of 100 tasks you expect to be solved; a guess you can defend",
    },
)


class Acceptance:
    """Lets through a change that does something and after which the agent still works, once it was shown."""

    def __init__(self, snapshot, seconds_left):
        self._snapshot = snapshot
        self._seconds_left = seconds_left
        self._shown = None

    def __call__(self, _):
        """Why the child is not accepted, or ""."""
        objection = self.objection(min(CHECK_SECONDS, self._seconds_left()))
        if objection or self._shown == self._snapshot.diff():
            return objection
        first, self._shown = self._shown is None, self._snapshot.diff()
        tests = ", ".join(changed_tests(self._snapshot.changes())) or "none"
        return prompt("child_shown", diff=shorten(self._shown), tests=tests) if first else ""

    def objection(self, seconds):
        """What is wrong with the child, or ""."""
        clean(self._snapshot.folder)
        changes = self._snapshot.changes()
        if not any(matters(name, *change) for name, change in changes.items()):
            return prompt("child_only_documented" if changes else "child_unchanged")
        trouble = test(self._snapshot.folder, seconds)
        return prompt("child_broken", output=shorten(trouble)) if trouble else ""


def improve(job):
    """0 where `source` holds a child that works; 1 where it does not."""
    source, seconds = Path(job["source"]), job["seconds"]
    reserve = min(max(RESERVE * seconds, LEAST_RESERVED), MOST_RESERVED, seconds / 2)
    snapshot = Snapshot(source)
    accept = Acceptance(snapshot, lambda: loop.seconds_left() + reserve / 2)
    files = sorted(str(path.relative_to(source)) for path in source.rglob("*") if path.is_file())
    task = prompt(
        "improve_task",
        source=source,
        files="\n".join(files),
        evidence_folder=job["evidence"],
        evidence=digest(job["evidence"]),
        seconds=f"{seconds:.0f}",
    )
    with Shell(source) as shell:
        tools = Tools(shell, source, lambda: loop.seconds_left())
        conversation = Conversation(prompt("improve"), task)
        loop = Loop(job, Model(job["model"]), conversation, tools, SUBMIT, accept, reserve=reserve)
        submitted, how = loop.run()
    objection = "" if submitted else accept.objection(reserve / 2)
    Path(job["output"], "notes.md").write_text(notes(submitted or {}, how, snapshot), "utf-8")
    print(f"The work ended: {how}.", objection, sep="\n")
    return 1 if objection else 0


def test(source, seconds):
    """What the agent's own check and tests say where they fail, or ""; each in so many seconds."""
    for words in CHECKS:
        try:
            done = subprocess.run(
                [sys.executable, "-B", *words],
                cwd=source,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=max(1, seconds / len(CHECKS)),
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        except subprocess.TimeoutExpired:
            return f"python3 {' '.join(words)} did not end in time."
        if done.returncode:
            return f"python3 {' '.join(words)} failed:\n{done.stdout.decode(errors='replace')}"
    return ""


def clean(source):
    """Leave no compiled files in the child."""
    for folder in list(Path(source).rglob("__pycache__")):
        shutil.rmtree(folder, ignore_errors=True)


def matters(name, before, after):
    """Whether a change of a file can change what the agent does: blanks, comments and READMEs cannot."""
    return Path(name).name.upper() != "README.MD" and _essence(name, before) != _essence(
        name, after
    )


def _essence(name, content):
    if content is None or content == "large":
        return content
    if name.endswith(".py"):
        try:
            return ast.dump(ast.parse(content))
        except (SyntaxError, ValueError):
            pass
    return b"".join(content.split())


def changed_tests(changes):
    """The names of tests that were there before and are changed or gone."""
    return [
        name
        for name, (before, _) in changes.items()
        if name.startswith("tests/") and before is not None
    ]


def notes(submitted, how, snapshot):
    """What the child's evaluators and descendants get to read."""
    diff = shorten(snapshot.diff(), 4000)
    parts = {
        "Diagnosis": submitted.get("diagnosis") or f"(not written down: the work ended {how})",
        "Change": submitted.get("change") or f"```diff\n{diff}\n```",
        "Expected effect": submitted.get("expected_effect") or "(none was named)",
    }
    lines = [f"## {title}\n\n{content}\n" for title, content in parts.items()]
    if "more_of_100" in submitted:
        lines.append(f"expected: {submitted['more_of_100']:+d} of 100 tasks\n")
    if tests := changed_tests(snapshot.changes()):
        lines.append(f"changed tests: {', '.join(tests)}\n")
    return "\n".join(lines)
