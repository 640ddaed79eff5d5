"""What tests of whole runs share."""

import json
from pathlib import Path

from archive.store import Archive
from engine.events import Event, Progress


class Silent:
    def tell(self, event: Event, progress: Progress) -> None:
        """Nobody listens."""


def write_script(folder: Path, rules: list[dict[str, object]]) -> str:
    (folder / "script.json").write_text(json.dumps(rules))
    return f"scripted:{folder / 'script.json'}"


def tree(folder: Path) -> list[object]:
    with Archive.open(folder) as archive:
        agents = [(agent.parent, agent.tree) for agent in archive.agents()]
        jobs = [(each.agent, each.task, each.verdict) for each in archive.evaluations()]
        return [agents, jobs, tokens(archive)]


def tokens(archive: Archive) -> int:
    """What models used in all."""
    return sum(each.tokens for each in archive.model_use())


def cost(archive: Archive) -> int:
    """What models cost in all, in billionths of a dollar."""
    return sum(each.cost for each in archive.model_use())
