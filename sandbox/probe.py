"""Whether a sandbox holds what it promises on this very machine; what `hgm doctor` tries out."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.interface import Completed, Ending, Limits, Sandboxes, SandboxSpec, SandboxUnavailable

_LIMITS = Limits(memory_bytes=128 * 1024**2, processes=30, disk_bytes=32 * 1024**2, disk_files=200)
_SECONDS = 20
_MEMORY = "kept = []\nwhile True: kept.append(bytearray(b'x' * (1 << 20)))"
_PROCESSES = """
import os, time
while True:
    try:
        os.fork() or time.sleep(100)
    except OSError:
        pass
"""
_DISK = """
import time
for i in range(10**6):
    open(f"/tmp/{i}", "wb").write(bytes(1 << 20))
    time.sleep(0.01)
"""
_NETWORK = "import socket; print([name for _, name in socket.if_nameindex()])"


@dataclass(frozen=True, slots=True)
class _Trial:
    what: str
    code: str
    seconds: float
    holds: frozenset[Ending]


_TRIALS = (
    _Trial("memory is limited", _MEMORY, _SECONDS, frozenset({Ending.OUT_OF_MEMORY})),
    _Trial(
        "processes are limited",
        _PROCESSES,
        5,
        frozenset({Ending.TOO_MANY_PROCESSES, Ending.OUT_OF_MEMORY}),
    ),
    _Trial("disk is limited", _DISK, _SECONDS, frozenset({Ending.OUT_OF_DISK})),
    _Trial("time is limited", "while True: pass", 0.5, frozenset({Ending.TIMED_OUT})),
)


def probe(sandboxes: Sandboxes) -> Iterator[tuple[str, str | None]]:
    """(what a driver promises, how it fails to keep it or None), found out by breaking it."""
    for trial in _TRIALS:
        completed = _run(sandboxes, trial.code, trial.seconds)
        if isinstance(completed, str):
            yield trial.what, completed
        elif completed.ending in trial.holds:
            yield trial.what, None
        else:
            yield (
                trial.what,
                f"A program that breaks this limit ended otherwise: {completed.ending}.",
            )
    completed = _run(sandboxes, _NETWORK, _SECONDS)
    alone = not isinstance(completed, str) and completed.output.strip() == b"['lo']"
    yield "there is no network", None if alone else "A program inside sees a network."


def _run(sandboxes: Sandboxes, code: str, seconds: float) -> Completed | str:
    try:
        with sandboxes.open(SandboxSpec(limits=_LIMITS)) as sandbox:
            return sandbox.exec([sandbox.python, "-c", code], cwd="/tmp", seconds=seconds)
    except SandboxUnavailable as error:
        return f"{error}."
