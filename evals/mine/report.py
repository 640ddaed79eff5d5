"""What became of the commits, for people and for programs."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.benchmark import Split
from evals.mine.record import Record


@dataclass(frozen=True, slots=True)
class Report:
    """One call's commits, the newest first."""

    records: tuple[Record, ...]
    left: int
    """Older commits that were not looked at, because there were enough tasks."""
    splits: Mapping[str, Split]
    """Task -> split, for all tasks in the folder."""

    @property
    def kept(self) -> tuple[Record, ...]:
        """Those that are tasks."""
        return tuple(record for record in self.records if record.task is not None)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why commits are no tasks, with how many; the most frequent first."""
        words = (_kind(record.reason) for record in self.records if record.task is None)
        return dict(Counter(words).most_common())

    @property
    def reasons_line(self) -> str:
        """The same in one line."""
        said = ", ".join(f"{count}: {reason}" for reason, count in self.reasons.items())
        return said or "there is no commit"


def _kind(reason: str) -> str:
    """A reason without what is particular to one commit."""
    return reason.partition(": ")[0].partition(", more than")[0]


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    splits = report.splits
    return {
        "tasks": [{**asdict(record), "split": splits[str(record.task)]} for record in report.kept],
        "refused": [
            {"commit": record.commit, "subject": record.subject, "reason": record.reason}
            for record in report.records
            if record.task is None
        ],
        "reasons": report.reasons,
        "commits_left": report.left,
    }


def write_report(folder: Path, report: Report) -> None:
    """Leave report.json and report.md in the folder of tasks."""
    (folder / "report.json").write_text(json.dumps(as_json(report), indent=1) + "\n", "utf-8")
    text = "".join(f"{line}\n" for line in _markdown(report))
    (folder / "report.md").write_text(text, "utf-8")


def _markdown(report: Report) -> Iterator[str]:
    splits = report.splits
    yield "# What was mined"
    yield ""
    yield (
        f"{len(report.kept)} tasks from {len(report.records)} commits; {report.left} older commits "
        "were not looked at. The newest 40 % of the tasks are sealed (split `test`)."
    )
    yield from ("", "| task | day | split | fail to pass | pass to pass | flaky | told by |")
    yield "|---|---|---|---|---|---|---|"
    for each in report.kept:
        cells = (each.task, each.day, splits[str(each.task)], each.fail_to_pass)
        more = (each.pass_to_pass, len(each.flaky), each.told_by)
        yield _row(*cells, *more)
    yield from ("", "| commit | day | subject | why it is no task |", "|---|---|---|---|")
    for each in report.records:
        if each.task is None:
            yield _row(each.commit[:8], each.day, each.subject, each.reason)


def _row(*cells: object) -> str:
    words = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(words)} |"
