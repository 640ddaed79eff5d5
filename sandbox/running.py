"""One child process of ours: its output capped, its end awaited, its limits watched."""

import fcntl
import os
import select
import stat
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from sandbox import folder
from sandbox.interface import Completed, Ending, Limits

_WATCH_SECONDS = 0.1
_NOTE_BYTES = 48
_BLOCK = 1 << 16


class HasFileno(Protocol):
    """Something that can be polled and read."""

    def fileno(self) -> int:
        """Its file descriptor."""


class CappedOutput:
    """Keeps at most `limit` bytes: all of a short output, both ends of a longer one."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
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
        while self._tail and self._tail_size - len(self._tail[0]) >= self._limit - self._half:
            dropped = self._tail.popleft()
            self._tail_size -= len(dropped)
            self._dropped += len(dropped)

    @property
    def truncated(self) -> bool:
        """Whether anything was dropped."""
        return len(self._head) + self._tail_size > self._limit or self._dropped > 0

    def value(self) -> bytes:
        """What was kept, with a line where something is missing."""
        tail = b"".join(self._tail)
        if not self.truncated:
            return bytes(self._head) + tail
        room = max(0, self._limit - len(self._head) - _NOTE_BYTES)
        missing = self._dropped + len(tail) - room
        note = f"\n[... {missing} bytes dropped ...]\n".encode()
        return (bytes(self._head) + note + tail[len(tail) - room :])[: self._limit]


def run_watched(
    process: subprocess.Popen[bytes],
    *,
    seconds: float,
    output_bytes: int,
    watch: Callable[[], Ending | None],
    kill: Callable[[], None],
) -> Completed:
    """Wait for the end of a process whose stdout is a pipe; kill it when time or `watch` say so."""
    if process.stdout is None:
        raise ValueError("the process's output is not a pipe")
    start = time.monotonic()
    output = CappedOutput(output_bytes)
    ended = os.pidfd_open(process.pid)
    try:
        ending = await_end(process.stdout, ended, start + seconds, output.feed, watch)
    finally:
        os.close(ended)
        kill()
        code = process.wait()
        _drain(process.stdout.fileno(), output)
        process.stdout.close()
    return Completed(
        ending=ending,
        exit_code=code if code >= 0 else 128 - code,
        output=output.value(),
        truncated=output.truncated,
        seconds=time.monotonic() - start,
    )


def await_end(
    stream: HasFileno,
    ended: int | None,
    deadline: float,
    take: Callable[[bytes], None],
    watch: Callable[[], Ending | None],
) -> Ending:
    """Read a stream until the process that `ended` is a handle of is gone, or `watch` says stop.

    Without a handle the end of the stream is the end.
    """
    descriptor = stream.fileno()
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    if ended is not None:
        poller.register(ended, select.POLLIN)
    next_watch = time.monotonic() + _WATCH_SECONDS
    while True:
        now = time.monotonic()
        if now >= deadline:
            return Ending.TIMED_OUT
        if now >= next_watch:
            if ending := watch():
                return ending
            next_watch = time.monotonic() + _WATCH_SECONDS
        ready = dict(poller.poll(1000 * max(0.0, min(deadline, next_watch) - time.monotonic())))
        # First the end: what a daemon of the command's keeps writing would hide it for ever.
        if ended in ready:
            return Ending.EXITED
        if descriptor in ready:
            block = os.read(descriptor, _BLOCK)
            take(block)
            if not block and ended is None:
                return Ending.EXITED
            if not block:
                poller.unregister(descriptor)


def _drain(descriptor: int, output: CappedOutput) -> None:
    """Take what is left in the pipe, and no more than fits: who escaped may still be writing."""
    os.set_blocking(descriptor, False)
    left = fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ)
    try:
        while left > 0 and (block := os.read(descriptor, left)):
            output.feed(block)
            left -= len(block)
    except BlockingIOError:
        pass


def watch_limits(pid: int, folders: Sequence[Path], limits: Limits) -> Callable[[], Ending | None]:
    """A look at whether the processes under `pid`, or the folders they write, outgrew a limit.

    A folder made slow to walk must not delay the look at memory, so each has a pace of its own.
    """
    looks = (
        Paced(lambda: _watch_processes(descendants(pid), limits)),
        Paced(lambda: _watch_disk(descendants(pid), folders, limits)),
    )
    return lambda: next((ending for look in looks if (ending := look())), None)


class Paced:
    """A look that is taken every so often, and takes at most a sixth of the time."""

    def __init__(self, look: Callable[[], Ending | None]) -> None:
        self._look = look
        self._next = 0.0

    def __call__(self) -> Ending | None:
        """What the look found, if it was time for one."""
        start = time.monotonic()
        if start < self._next:
            return None
        ending = self._look()
        self._next = time.monotonic() + 5 * (time.monotonic() - start)
        return ending


def _watch_processes(processes: Sequence[int], limits: Limits) -> Ending | None:
    if len(processes) > limits.processes:
        return Ending.TOO_MANY_PROCESSES
    bound = limits.memory_bytes
    if _resident(processes) > bound and _proportional(processes) > bound:
        return Ending.OUT_OF_MEMORY
    return None


def _watch_disk(processes: Sequence[int], folders: Sequence[Path], limits: Limits) -> Ending | None:
    left = limits.disk_bytes - _unnamed(processes)
    if left < 0 or folder.outgrows(folders, max_bytes=left, max_files=limits.disk_files):
        return Ending.OUT_OF_DISK
    return None


def _unnamed(processes: Sequence[int]) -> int:
    """Bytes of open files that no folder shows: deleted ones, and those in memory (memfd)."""
    sizes: dict[tuple[int, int], int] = {}
    for pid in processes:
        try:
            places = list(Path(f"/proc/{pid}/fd").iterdir())
        except OSError:
            continue
        for place in places:
            with suppress(OSError):
                status = place.stat()
                if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                    sizes[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(sizes.values())


def descendants(pid: int) -> list[int]:
    """Every process below `pid`, itself included."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):  # noqa: PTH208
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


def clean_environment(
    extra: Mapping[str, str] | None, *, path: str | None, root: str
) -> dict[str, str]:
    """All that a command sees of the host's environment: nothing. No path leaves an image's own."""
    return {
        **({} if path is None else {"PATH": path}),
        "HOME": f"{root}/tmp",
        "TMPDIR": f"{root}/tmp",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "HGM_ROOT": root,
        **(extra or {}),
    }


def resource_limits(limits: Limits, *more: str) -> list[str]:
    """A command prefix that sets what the kernel can hold for each process; `more` options too."""
    return [
        "prlimit",
        f"--nofile={limits.open_files}",
        f"--fsize={limits.disk_bytes}",
        "--core=0",
        *more,
        "--",
    ]
