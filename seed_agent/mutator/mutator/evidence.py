"""What the engine shows an agent before it improves itself."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

_RULE = re.compile(r"^\+\s+Rule\((.+)\),$")


@dataclass(frozen=True)
class Attempt:
    """One evaluation of this agent or an ancestor."""

    agent: int
    resolved: bool
    folder: Path

    @property
    def repository(self):
        """The files as the agent first saw them."""
        return self.folder / "repository"

    def events(self):
        """What the agent wrote down while it worked."""
        path = self.folder / "transcript.jsonl"
        lines = path.read_text(errors="replace").splitlines() if path.is_file() else []
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


@dataclass(frozen=True)
class Child:
    """What came of an earlier expansion of this agent or an ancestor."""

    resolved: int
    unresolved: int
    folder: Path

    def new_rules(self):
        """The texts of the rules that it added."""
        path = self.folder / "change.diff"
        lines = path.read_text(errors="replace").splitlines() if path.is_file() else []
        return [match[1] for line in lines if (match := _RULE.match(line))]


class Evidence:
    """The whole record; empty where there is none."""

    def __init__(self, folder):
        folder = Path(folder)
        index = {}
        if (folder / "evidence.json").is_file():
            index = json.loads((folder / "evidence.json").read_text())
        self.attempts = [
            Attempt(each["agent"], each["verdict"] == "resolved", folder / each["folder"])
            for each in index.get("evaluations", [])
        ]
        self.children = [
            Child(each["resolved"], each["unresolved"], folder / each["folder"])
            for each in index.get("children", [])
            if each["outcome"] == "child"
        ]
        self.agent = index.get("agent")
        self.resolved = index.get("resolved", 0)
        self.unresolved = index.get("unresolved", 0)

    def own_attempts(self):
        """Those of this very agent; its ancestors', where it has made none."""
        own = [each for each in self.attempts if each.agent == self.agent]
        return own or self.attempts

    def failures(self):
        """Unresolved attempts whose repository is at hand."""
        return [each for each in self.attempts if not each.resolved and each.repository.is_dir()]
