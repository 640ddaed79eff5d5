"""Texts of issues, given by the user, for the commits that resolve them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from evals.benchmark import InvalidBenchmark
from evals.mine.history import Commit

_REFERENCE = re.compile(r"(?:#|\bgh-)(\d+)|\b([A-Z][A-Z0-9]+-\d+)\b", re.IGNORECASE)
_COMMIT = re.compile(r"[0-9a-f]{7,40}")


@dataclass(frozen=True, slots=True)
class Issues:
    """Texts by the number of an issue (`123`, `PROJ-12`) or the id of a commit."""

    texts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, place: Path) -> "Issues":
        """A JSON object, or a folder with a file for each. Raises InvalidBenchmark."""
        try:
            if place.is_dir():
                files = [each for each in place.iterdir() if each.is_file()]
                return cls({each.stem: each.read_text("utf-8") for each in sorted(files)})
            content = json.loads(place.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidBenchmark(f"--issues {place} cannot be read: {error}.") from error
        if not isinstance(content, dict) or not all(isinstance(t, str) for t in content.values()):
            raise InvalidBenchmark(
                f"--issues {place}: write one JSON object of texts by issue number or commit."
            )
        return cls({key.removeprefix("#"): text for key, text in content.items()})

    def text_for(self, commit: Commit) -> str | None:
        """The text for a commit: by its id, else by the first issue that its message names."""
        for key, text in self.texts.items():
            if _COMMIT.fullmatch(key) and commit.id.startswith(key):
                return text
        found = (self.texts[each] for each in _named(commit.message) if each in self.texts)
        return next(found, None)


def _named(message: str) -> Iterator[str]:
    for number, key in _REFERENCE.findall(message):
        yield number or key.upper()
