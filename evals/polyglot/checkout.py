"""Where exercises come from: the folder that a user names, or upstream at one commit."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evals.benchmark import InvalidBenchmark
from evals.polyglot.languages import LANGUAGES, Language

UPSTREAM = "https://github.com/Aider-AI/polyglot-benchmark"
COMMIT = "7e0611e77b54e1ea774cdc0aa00cf9f7ed6144f7"
_GIT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Selection:
    """What a user asks for."""

    folder: Path | None
    """A checkout; None: upstream's."""
    languages: tuple[Language, ...]


def read_name(name: str) -> Selection:
    """Languages, a folder, both with a colon between them, or nothing at all.

    Raises InvalidBenchmark with one sentence.
    """
    if not name:
        return Selection(None, tuple(LANGUAGES.values()))
    if chosen := _languages(name):
        return Selection(None, chosen)
    path, _, words = name.rpartition(":")
    chosen = _languages(words) if path else ()
    folder = Path(path if chosen else name).expanduser()
    if not folder.is_dir():
        raise InvalidBenchmark(
            f"{name!r} names neither languages of the Polyglot benchmark ({', '.join(LANGUAGES)}; "
            "commas between several) nor a folder with a checkout of it."
        )
    return Selection(folder.resolve(), chosen or tuple(LANGUAGES.values()))


def _languages(words: str) -> tuple[Language, ...]:
    """The languages of a list with commas, in a fixed order; none where a word is none."""
    chosen = {word.strip() for word in words.split(",")}
    if not chosen <= LANGUAGES.keys():
        return ()
    return tuple(each for name, each in LANGUAGES.items() if name in chosen)


def upstream(cache: Path, *, url: str = UPSTREAM, commit: str = COMMIT) -> Path:
    """A checkout of one commit, fetched where it is not there yet. Raises InvalidBenchmark."""
    place = cache / f"polyglot-{commit}"
    if not place.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        made = tempfile.mkdtemp(dir=cache, prefix=".making-")
        try:
            _fetch(made, url, commit)
            # Another process may have made the same meanwhile; either will do.
            with suppress(OSError):
                os.rename(made, place)  # noqa: PTH104
        finally:
            shutil.rmtree(made, ignore_errors=True)
    return place


def _fetch(folder: str, url: str, commit: str) -> None:
    try:
        _git(folder, ["init", "--quiet"])
        _git(folder, ["fetch", "--quiet", "--depth", "1", url, commit])
        _git(folder, ["checkout", "--quiet", "--detach", commit])
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        raise InvalidBenchmark(
            f"The Polyglot benchmark cannot be fetched from {url} ({said.strip()}); "
            "give a local checkout of it: polyglot:PATH."
        ) from error
    shutil.rmtree(Path(folder) / ".git")


def _git(folder: str, words: Sequence[str]) -> None:
    subprocess.run(
        ["git", "-C", folder, *words],
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
        capture_output=True,
        text=True,
        timeout=_GIT_SECONDS,
        check=True,
    )
