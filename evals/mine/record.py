"""What is known about every commit that was looked at, kept as it is found out."""

import fcntl
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.benchmark import InvalidBenchmark
from evals.mine.history import Commit

RECORD = "mined.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One commit and what became of it."""

    commit: str
    time: int
    day: str
    subject: str
    reason: str
    """Why it is no task; empty where it is one."""
    task: str | None = None
    fail_to_pass: int = 0
    pass_to_pass: int = 0
    flaky: tuple[str, ...] = ()
    """Tests that are left out because they did not always do the same."""
    grade_seconds: float = 0.0
    """The time limit of its grading."""
    told_by: str = ""
    """Where the statement is from: message, issue, tests or model."""

    @classmethod
    def refused(cls, commit: Commit, reason: str) -> "Record":
        """A commit that is no task."""
        return cls(
            commit=commit.id,
            time=commit.time,
            day=commit.day,
            subject=printable(commit.subject),
            reason=printable(reason),
        )


def printable(text: str) -> str:
    """Others' words without what a terminal would take for a command."""
    return "".join(each if each.isprintable() else " " for each in text)


class Records:
    """The file of records in the output folder, whose first line says what they hold for."""

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        """Read it, if there is one.

        Raises InvalidBenchmark where the folder is somebody else's or was mined otherwise.
        """
        self._file = folder / RECORD
        self._settings = json.loads(json.dumps(settings))
        self.known: dict[str, Record] = {}
        if folder.exists() and not folder.is_dir():
            raise InvalidBenchmark(f"{folder} is not a folder: give another --out.")
        if self._file.is_file():
            self._read()
        elif folder.is_dir() and any(folder.iterdir()):
            raise InvalidBenchmark(
                f"{folder} is not empty and holds no {RECORD}: give a folder of its own by --out."
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make the folder, if there is none yet, and let nobody else mine into it meanwhile.

        Raises InvalidBenchmark where somebody does.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise InvalidBenchmark(
                    f"Another process mines into {self._file.parent}: wait for it or stop it."
                ) from error
            if not self._file.stat().st_size:
                self._append(self._settings)
            yield

    def add(self, record: Record) -> None:
        """Keep one more."""
        self._append(asdict(record))
        self.known[record.commit] = record

    def _append(self, content: object) -> None:
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(content) + "\n")

    def _read(self) -> None:
        content = self._file.read_bytes()
        complete = content[: content.rfind(b"\n") + 1]
        if complete != content:  # Killed in the middle of a line.
            self._file.write_bytes(complete)
        try:
            lines = [json.loads(line) for line in complete.splitlines()]
            self._check(lines[0] if lines else self._settings)
            for line in lines[1:]:
                record = Record(**{**line, "flaky": tuple(line["flaky"])})
                self.known[record.commit] = record
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidBenchmark(
                f"{self._file} is damaged: {error}; remove it and mine again."
            ) from error

    def _check(self, settings: object) -> None:
        if not isinstance(settings, dict):
            raise TypeError("its first line is no object")
        if changed := _differences(settings, self._settings):
            raise InvalidBenchmark(
                f"{self._file.parent} was mined with another {changed[0]}: "
                "give the same, or another folder by --out."
            )


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[str]:
    return [key for key in {**old, **new} if old.get(key) != new.get(key)]
