"""Tells people and programs what happens in a run, one line per event."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from archive.lineage import Lineage
from archive.values import Agent, Evaluation, Expansion, Row, Verdict
from engine.best import best_of
from engine.budget import format_seconds, parse_budget
from engine.cli.text import spent_of, standing
from engine.configuration import Configuration
from engine.events import (
    Draining,
    Evaluated,
    Event,
    Expanded,
    JobStarted,
    Narrator,
    Progress,
    Waiting,
)
from engine.plain import plain
from engine.rest import Rest
from engine.run_record import policy_of

_QUIET_SECONDS = 60


@contextmanager
def choose_narrator(
    folder: Path, configuration: Configuration, *, as_json: bool
) -> Iterator[Narrator]:
    """JSON Lines on stdout, a live view on a terminal, or plain lines on stderr."""
    if as_json:
        yield JsonNarrator(sys.stdout)
    elif sys.stderr.isatty():
        from engine.live import LiveNarrator

        with LiveNarrator(folder, configuration) as live:
            yield live
    else:
        yield PlainNarrator(sys.stderr, configuration)


def describe(event: Event) -> str | None:
    """One line for people; None where there is nothing worth a line."""
    line = _line(event)
    return None if line is None else plain(line)


def _line(event: Event) -> str | None:
    match event:
        case JobStarted(job, resumed=True):
            return f"job {job.id} was interrupted and runs again"
        case Evaluated(Evaluation() as evaluation):
            outside = " outside the search" if evaluation.sealed else ""
            why = f": {_first_line(evaluation.reason)}" if evaluation.reason else ""
            return (
                f"agent {evaluation.agent}: {evaluation.task} {evaluation.verdict}"
                f"{outside} in {_duration(evaluation)}{why}{say_flags(evaluation)}"
            )
        case Expanded(expansion, None):
            return f"agent {expansion.parent}: no child: {_first_line(expansion.reason)}"
        case Expanded(expansion, Agent() as child):
            return f"agent {child.id} is born of agent {expansion.parent} in {_duration(expansion)}"
        case Draining(reason):
            return f"{reason} Waiting for the running jobs."
        case _:
            return None


def say_flags(evaluation: Evaluation) -> str:
    """What was suspicious about a patch, in brackets; empty where nothing was."""
    return f" [FLAGGED {'; '.join(evaluation.flags)}]" if evaluation.flags else ""


def _duration(job: Row) -> str:
    return format_seconds(job.seconds or 0.0)


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


class PlainNarrator:
    """One line per event, and one a minute when nothing happens.

    What is believed of many agents takes time to say: a line may repeat what was believed before.
    """

    def __init__(
        self,
        stream: TextIO,
        configuration: Configuration,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._caps = [parse_budget(text) for text in configuration.budget]
        self._policy = policy_of(configuration)
        self._clock = clock
        self._last = clock()
        self._rest = Rest(clock)
        self._best = ""

    def tell(self, event: Event, progress: Progress) -> None:
        """See Narrator."""
        line = describe(event)
        if line is None:
            if not isinstance(event, Waiting) or self._clock() - self._last < _QUIET_SECONDS:
                return
            line = f"{len(progress.running)} jobs are running"
        self._last = self._clock()
        if self._rest.is_over:
            with self._rest.after():
                self._best = self._say_best(progress.lineage)
        state = f"{len(progress.lineage)} agents, best {self._best}"
        spent = spent_of(progress.spent, self._caps)
        self._stream.write(f"[{spent}] {line} | {state}\n")
        self._stream.flush()

    def _say_best(self, lineage: Lineage) -> str:
        belief = self._policy.belief(lineage)
        best = best_of(belief)
        return f"{best} {standing(belief, lineage, best)}"


class JsonNarrator:
    """One JSON object per event; fields are those of the archive's values."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, event: Event, progress: Progress) -> None:
        """See Narrator."""
        if isinstance(event, Waiting):
            return
        content = {
            **_as_data(event),
            "agents": len(progress.lineage),
            "work_seconds": round(progress.spent.work, 3),
            "evaluations": progress.spent.evaluations,
            "expansions": progress.spent.expansions,
        }
        self._stream.write(json.dumps(content) + "\n")
        self._stream.flush()


def _as_data(event: Event) -> dict[str, object]:
    match event:
        case JobStarted(job, resumed):
            return {"event": "started", "resumed": resumed, **_job_data(job)}
        case Evaluated(evaluation):
            return {
                "event": "evaluated",
                **_job_data(evaluation),
                "verdict": evaluation.verdict or Verdict.ERROR,
                "reason": evaluation.reason,
                "seconds": evaluation.seconds,
                "flags": evaluation.flags,
            }
        case Expanded(expansion, child):
            return {
                "event": "expanded",
                **_job_data(expansion),
                "outcome": expansion.outcome,
                "child": None if child is None else child.id,
                "commit": None if child is None else child.commit,
                "reason": expansion.reason,
                "seconds": expansion.seconds,
            }
        case Draining(reason):
            return {"event": "draining", "reason": reason}
        case _:
            return {"event": "waiting"}


def _job_data(job: Row) -> dict[str, object]:
    match job:
        case Evaluation():
            return {"job": job.id, "agent": job.agent, "task": job.task, "sealed": job.sealed}
        case Expansion():
            return {"job": job.id, "parent": job.parent}
