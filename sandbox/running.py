"""One child process of ours: its output capped, its end awaited, its limits watched."""

import os
import select
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sandbox import folder
from sandbox.interface import Completed, Ending, Limits

_FIRST_WATCH_SECONDS = 0.1
_BLOCK = 1 << 16


class CappedOutput:
    """Keeps the first and the last half of `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._half = limit // 2
        self._head = bytearray()
        self._tail: deque[bytes] = deque()
        self._tail_size = 0
        self._dropped = 0

    def feed(self, block: bytes) -> None:
        """Take the next bytes."""
        room = self._half - len(self._head)
        if room > 0:
            self._head += block[:room]
            block = block[room:]
        if block:
            self._tail.append(block)
            self._tail_size += len(block)
        while self._tail and self._tail_size - len(self._tail[0]) >= self._half:
            dropped = self._tail.popleft()
            self._tail_size -= len(dropped)
            self._dropped += len(dropped)

    @property
    def truncated(self) -> bool:
        """Whether anything was dropped."""
        return self._tail_size > self._half or self._dropped > 0

    def value(self) -> bytes:
        """What was kept, with a line where something is missing."""
        tail = b"".join(self._tail)
        if not self.truncated:
            return bytes(self._head) + tail
        kept = tail[-self._half :]
        missing = self._dropped + len(tail) - len(kept)
        return bytes(self._head) + f"\n[... {missing} bytes dropped ...]\n".encode() + kept


def run_watched(
    process: subprocess.Popen[bytes],
    *,
    seconds: float,
    output_bytes: int,
    watch: Callable[[], Ending | None],
    kill: Callable[[], None],
) -> Completed:
    """Wait for the end of a process whose stdout is a pipe, killing it when time or `watch` says so."""
    start = time.monotonic()
    output = CappedOutput(output_bytes)
    ending = _await(process, start + seconds, output, watch)
    kill()
    code = process.wait()
    if process.stdout is not None:
        _drain(process.stdout.fileno(), output)
        process.stdout.close()
    return Completed(
        ending=ending,
        exit_code=code if code >= 0 else 128 - code,
        output=output.value(),
        truncated=output.truncated,
        seconds=time.monotonic() - start,
    )


def _await(
    process: subprocess.Popen[bytes],
    deadline: float,
    output: CappedOutput,
    watch: Callable[[], Ending | None],
) -> Ending:
    if process.stdout is None:
        raise ValueError("the process's output is not a pipe")
    descriptor = process.stdout.fileno()
    ended = os.pidfd_open(process.pid)
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    poller.register(ended, select.POLLIN)
    pause = _FIRST_WATCH_SECONDS
    next_watch = time.monotonic() + pause
    try:
        while True:
            now = time.monotonic()
            if now >= deadline:
                return Ending.TIMED_OUT
            if now >= next_watch:
                if ending := watch():
                    return ending
                pause = max(_FIRST_WATCH_SECONDS, 5 * (time.monotonic() - now))
                next_watch = time.monotonic() + pause
            ready = dict(poller.poll(1000 * max(0.0, min(deadline, next_watch) - time.monotonic())))
            if descriptor in ready:
                block = os.read(descriptor, _BLOCK)
                output.feed(block)
                if not block:
                    poller.unregister(descriptor)
            elif ended in ready:
                return Ending.EXITED
    finally:
        os.close(ended)


def _drain(descriptor: int, output: CappedOutput) -> None:
    """Take what is left in the pipe; nobody writes to it any more."""
    os.set_blocking(descriptor, False)
    try:
        while block := os.read(descriptor, _BLOCK):
            output.feed(block)
    except BlockingIOError:
        pass


def watch_limits(pid: int, folders: Path, limits: Limits) -> Ending | None:
    """Whether the tree of processes under `pid`, or the folders it writes, outgrew a limit."""
    processes = descendants(pid)
    if len(processes) > limits.processes:
        return Ending.TOO_MANY_PROCESSES
    if _resident(processes) > limits.memory_bytes and _proportional(processes) > limits.memory_bytes:
        return Ending.OUT_OF_MEMORY
    try:
        size, entries = folder.usage(folders)
    except RecursionError:
        return Ending.OUT_OF_DISK
    if size > limits.disk_bytes or entries > limits.disk_files:
        return Ending.OUT_OF_DISK
    return None


def descendants(pid: int) -> list[int]:
    """Every process below `pid`, itself included."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdecimal() and (parent := _parent(int(entry))) is not None:
            children.setdefault(parent, []).append(int(entry))
    found = [pid]
    for each in found:
        found.extend(children.get(each, ()))
    return found


def _parent(pid: int) -> int | None:
    text = _read_proc(pid, "stat")
    # The name in parentheses may hold anything, also spaces and parentheses.
    return int(text.rpartition(")")[2].split()[1]) if text else None


def _resident(processes: Sequence[int]) -> int:
    pages = sum(int(text.split()[1]) for pid in processes if (text := _read_proc(pid, "statm")))
    return pages * os.sysconf("SC_PAGE_SIZE")


def _proportional(processes: Sequence[int]) -> int:
    """Memory with shared pages divided among those who share them: forks are not counted twice."""
    total = 0
    for pid in processes:
        for line in _read_proc(pid, "smaps_rollup").splitlines():
            if line.startswith("Pss:"):
                total += 1024 * int(line.split()[1])
    return total


def _read_proc(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


def clean_environment(extra: Mapping[str, str] | None, *, path: str, root: str) -> dict[str, str]:
    """All that a command sees of the host's environment: nothing."""
    return {
        "PATH": path,
        "HOME": f"{root}/tmp",
        "TMPDIR": f"{root}/tmp",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "HGM_ROOT": root,
        **(extra or {}),
    }


def resource_limits(limits: Limits) -> list[str]:
    """A command prefix that sets what the kernel can hold for each process."""
    return [
        "prlimit",
        f"--nofile={limits.open_files}",
        f"--fsize={limits.disk_bytes}",
        f"--nproc={limits.processes}",
        "--core=0",
        "--",
    ]
