"""Runs to browse, made by hand, and a terminal to browse them in."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot
from worlds import tiny_agent

from archive.store import Archive
from archive.values import Exchange, ExpansionOutcome, Source, Verdict
from engine.configuration import Configuration
from engine.run_record import RunRecord
from engine.tui.app import Browse

BORN = datetime(2026, 1, 1, tzinfo=UTC)
TASKS = [f"level-{number:02}" for number in range(20)]
HOSTILE = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31m red \x9b5m [bold]loud[/bold] [@click=app.quit]x[/] "
    "\u202eesrever\u200b \ud800 \r over\x00 [/not closed"
)
PATIENCE = 12.0


def empty_run(folder: Path, *, policy: str = "hgm", root: Source | None = None) -> Archive:
    """A new run, open for writing."""
    record = RunRecord(Configuration(policy=policy, budget=("100 evals",)), "tiny", "0")
    return Archive.create(
        folder,
        configuration=record.to_json(),
        root=root or tiny_agent(),
        tasks=TASKS,
        created_at=BORN,
    )


def evaluate(archive: Archive, agent: int, verdict: Verdict, **left: bytes | str) -> int:
    """One evaluation, on a task that the agent has not tried."""
    lineage = archive.lineage()
    task = lineage.tasks[lineage.untried(agent)[0]]
    job = archive.begin_evaluation(agent, task, sealed=False, seed=1, at=BORN)
    archive.finish_evaluation(job.id, verdict, seconds=2.0, **left)  # type: ignore[arg-type]
    return job.id


def expand(archive: Archive, parent: int, mark: str, *, notes: bytes = b"skill +1\n") -> int:
    """A child that differs in one file."""
    job = archive.begin_expansion(parent, seed=1, at=BORN)
    source = {**archive.source(parent), "mark.txt": f"{mark}\n".encode()}
    return archive.finish_expansion(job.id, source=source, seconds=3.0, notes=notes).id


def exchange(content: bytes, model: str, *, role: str) -> Exchange:
    """A question that cost a fifth of a cent."""
    return Exchange(
        content=content,
        role=role,
        model=model,
        input_tokens=1000,
        cached_tokens=0,
        output_tokens=50,
        cost=2_000_000,
    )


def small_run(folder: Path, *, policy: str = "hgm") -> None:
    """Five agents: 0 - 1 - 3 - 4 (the best) and 0 - 2; a failed expansion of 0, an error."""
    with empty_run(folder, policy=policy) as archive:
        for parent in (0, 0, 1, 3):
            mark = f"made of {parent}"
            expand(archive, parent, mark, notes=b"Why: slow.\nexpected: +3 of 20 tasks\n")
        failed = archive.begin_expansion(0, seed=1, at=BORN)
        archive.fail_expansion(
            failed.id, ExpansionOutcome.FAILED, "check exited with 1.", seconds=1.0
        )
        for agent, resolved in enumerate((1, 2, 1, 3, 6)):
            for number in range(8):
                won = number < resolved
                evaluate(archive, agent, Verdict.RESOLVED if won else Verdict.UNRESOLVED)
        evaluate(archive, 2, Verdict.ERROR, reason="The engine of containers died.")
        spoken = [exchange(_exchange(number), "some-model", role="solve") for number in range(2)]
        evaluate(
            archive,
            4,
            Verdict.RESOLVED,
            patch=b"--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-old line\n+new line\n",
            log=b"said this\n",
            grade_log=b"2 passed, 1 failed\n",
            transcript=b'{"seconds": 1.5, "role": "tool", "content": "first\\nstep"}\n'
            b'{"event": "ended", "tried": 7}\n',
            exchanges=spoken,
            flags=["x.py can change how tests run"],
        )


def _exchange(number: int) -> bytes:
    asked = [{"role": "user", "content": f"question {each}"} for each in range(number + 1)]
    messages = [{"role": "system", "content": "You repair."}, *asked]
    answer = {"role": "assistant", "content": f"answer {number}"}
    content = {
        "role": "solve",
        "request": {"messages": messages},
        "answer": {"message": answer, "finish_reason": "stop"},
    }
    return json.dumps(content).encode()


Steps = Callable[[Browse, Pilot[None]], Awaitable[None]]


def browse(folder: Path, steps: Steps, *, size: tuple[int, int] = (120, 40)) -> None:
    """Open a run in a terminal of that size, and do something there."""

    async def run() -> None:
        app = Browse(folder, Archive.open(folder))
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: "agents" in screen(app))
            await steps(app, pilot)

    asyncio.run(run())


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait until something holds on the screen."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while not holds():
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(screen(pilot.app))
        await pilot.pause(0.05)


async def sees(pilot: Pilot[None], *texts: str) -> None:
    """Wait until all of it is on the screen."""
    await until(pilot, lambda: all(text in screen(pilot.app) for text in texts))


def screen(app: object) -> str:
    """What the terminal shows, as text."""
    assert isinstance(app, Browse)
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)
