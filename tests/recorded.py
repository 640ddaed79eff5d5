"""Runs put on record by hand, in no time and with any text in them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive.store import Archive
from archive.values import Exchange, ExpansionOutcome, Verdict
from engine.configuration import Configuration
from engine.run_record import RunRecord

BEGAN = datetime(2026, 1, 2, tzinfo=UTC)


class Recorder:
    """Adds jobs to a new run, one after the other, ten seconds each."""

    def __init__(self, folder: Path, tasks: Sequence[str], **configuration: object) -> None:
        record = RunRecord(Configuration.build(configuration), "fingerprint", "1.2.3")
        root = {"agent.toml": b'name = "x"\n', "x.py": b"1\n"}
        with Archive.create(
            folder, configuration=record.to_json(), root=root, tasks=tasks, created_at=BEGAN
        ):
            pass
        self.archive = Archive.open(folder, write=True)

    def child(
        self, parent: int, *, text: str = "1\n", notes: str = "", asked: Sequence[Exchange] = ()
    ) -> int:
        """A child with that text in its source."""
        number = self._begin(parent)
        source = {**self.archive.source(parent), "x.py": text.encode(), "n": str(number).encode()}
        return self.archive.finish_expansion(
            number, source=source, seconds=10, notes=notes.encode(), exchanges=asked
        ).id

    def failure(self, parent: int, reason: str, *, error: bool = False) -> None:
        """An expansion that made no child."""
        outcome = ExpansionOutcome.ERROR if error else ExpansionOutcome.FAILED
        self.archive.fail_expansion(self._begin(parent), outcome, reason, seconds=10)

    def verdict(
        self,
        agent: int,
        task: str,
        verdict: Verdict,
        *,
        sealed: bool = False,
        reason: str = "",
        flags: Sequence[str] = (),
        asked: Sequence[Exchange] = (),
    ) -> None:
        """An evaluation."""
        job = self.archive.begin_evaluation(agent, task, sealed=sealed, seed=1, at=self._now())
        self.archive.finish_evaluation(
            job.id, verdict, seconds=10, reason=reason, flags=flags, exchanges=asked
        )

    def _begin(self, parent: int) -> int:
        return self.archive.begin_expansion(parent, seed=1, at=self._now()).id

    def _now(self) -> datetime:
        return BEGAN + timedelta(seconds=10 * self.archive.jobs_begun)


def exchange(content: str, *, role: str = "solve", tokens: int = 100, cost: int = 0) -> Exchange:
    """A question and its answer, of so many tokens each."""
    return Exchange(
        content=content.encode(),
        role=role,
        model="maker/model",
        input_tokens=tokens,
        cached_tokens=10,
        output_tokens=tokens,
        cost=cost,
    )


def small_run(folder: Path, *, sealed: bool = True, **configuration: object) -> Path:
    """A root that resolves one task of four, a child that resolves three, its failed child."""
    tasks = [f"task-{number}" for number in range(4)]
    recorder = Recorder(folder, tasks, budget=("8 evals",), **configuration)
    for number, task in enumerate(tasks):
        resolved = Verdict.RESOLVED if number < 1 else Verdict.UNRESOLVED
        recorder.verdict(0, task, resolved, asked=[exchange(f"{number}", cost=10**8)])
    recorder.child(0, text="2\n", notes="better", asked=[exchange("i", role="improve")])
    recorder.failure(1, "the self-test failed")
    recorder.verdict(1, "task-0", Verdict.ERROR, reason="the machine is out of space")
    for number, task in enumerate(tasks):
        recorder.verdict(1, task, Verdict.RESOLVED if number < 3 else Verdict.UNRESOLVED)
    for number in range(8 if sealed else 0):
        for agent in (0, 1):
            verdict = Verdict.RESOLVED if agent and number < 7 else Verdict.UNRESOLVED
            recorder.verdict(agent, f"sealed-{number}", verdict, sealed=True)
    recorder.archive.close()
    return folder
