"""The self-test: can this agent work at all? A second at most, and without a model."""

import importlib
import tempfile
from pathlib import Path

from coder.client import Model
from coder.conversation import Conversation
from coder.loop import Loop
from coder.shell import Shell
from coder.snapshot import Snapshot
from coder.text import PROMPTS, prompt
from coder.tools import TEXT, Tools, tool

VALUES = {
    "solve_task": ("repository", "instruction", "seconds"),
    "final_check": ("diff",),
    "improve_task": ("source", "files", "evidence_folder", "evidence", "seconds"),
    "child_broken": ("output",),
    "child_shown": ("diff", "tests"),
    "what_is_left": ("scarcest", "percent", "left"),
    "running_out": ("scarcest", "percent", "left"),
    "repetition": ("count",),
}
PLAIN = (
    "solve",
    "improve",
    "nothing_changed",
    "child_unchanged",
    "child_only_documented",
    "no_call",
    "cut_off",
)
SUBMIT = tool("submit", "End the work.", [], summary=TEXT)
WORK = [
    ("write", '{"path": "a.txt", "content": "one\\ntwo\\n"}'),
    ("bash", '{"command": "cat a.txt; X=1"}'),
    ("bash", '{"command": "test $X = 2"}'),
    ("edit", '{"path": "a.txt", "old": "two", "new": "three"}'),
    ("submit", "{}"),
]


class Canned(Model):
    """A model that asks for one piece of work after another."""

    def __init__(self):
        super().__init__({"role": "check"})
        self._work = iter(WORK)

    def _call(self, method, path, body, seconds):
        if method == "GET":
            return {"requests": 9, "tokens": 99_999, "seconds": 9.0}
        name, arguments = next(self._work)
        call = {"id": "1", "type": "function", "function": {"name": name, "arguments": arguments}}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
        return {
            "choices": [{"message": message, "finish_reason": "tool_calls"}],
            "usage": {"total_tokens": 3},
        }


def check():
    """Raises AssertionError or worse."""
    for path in Path(__file__).parent.glob("*.py"):
        if path.stem != "__main__":
            importlib.import_module(f"coder.{path.stem}")
    known = {**VALUES, **dict.fromkeys(PLAIN, ())}
    for name in {*known, *(path.stem for path in PROMPTS.glob("*.md"))}:
        assert prompt(name, **dict.fromkeys(known.get(name, ()), "x")).strip(), (
            f"the prompt {name} is empty"
        )
    with tempfile.TemporaryDirectory() as folder:
        _work_in(Path(folder, "repository"), Path(folder, "out"))


def _work_in(repository, out):
    repository.mkdir()
    out.mkdir()
    snapshot, job = Snapshot(repository), {"seconds": 20, "output": str(out)}
    with Shell(repository) as shell:
        tools = Tools(shell, repository, lambda: 10)
        conversation = Conversation("instructions", "task")
        loop = Loop(job, Canned(), conversation, tools, SUBMIT, lambda _: "", reserve=1)
        submitted, how = loop.run()
    said = [message["content"] for message in conversation.messages if message["role"] == "tool"]
    assert (submitted, how) == ({}, "submitted"), how
    assert said[1].startswith("one\ntwo\n[exit status 0]"), f"the shell says {said[1]!r}"
    assert said[2].startswith("[exit status 1]"), f"the shell forgets: {said[2]!r}"
    assert (repository / "a.txt").read_text() == "one\nthree\n", f"the editor says {said[3]!r}"
    assert "+three" in snapshot.diff(), "the snapshot misses a change"
    assert len((out / "transcript.jsonl").read_text().splitlines()) > len(WORK), (
        "the transcript is short"
    )
