"""A shell that lives on between commands: its folder and its variables stay."""

import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FIRST_BYTES, LAST_BYTES = 8000, 6000
BLOCK = 1 << 16
OUTPUT, TELLING = 8, 9
LOOK_SECONDS = 0.2


class Shell:
    """bash, or sh where there is none; a context manager."""

    def __init__(self, folder, *, program=None):
        self.folder = str(folder)
        self._program = program or shutil.which("bash") or "/bin/sh"
        self._place = tempfile.TemporaryDirectory(prefix="coder-")
        self._command = Path(self._place.name, "command")
        self._process = None

    def __enter__(self):
        self._start()
        return self

    def __exit__(self, *_):
        self._stop()
        self._place.cleanup()

    def run(self, command, seconds):
        """What the command prints, both outputs together, and a line on how it ended."""
        if self._process.poll() is not None:
            self._restart()
        self._command.write_bytes(command.encode("utf-8", "replace") + b"\n")
        # Read from a file and without input, so that neither quotes nor a program that asks can confuse us;
        # how it ended comes by a pipe of its own, so that no output can.
        line = (
            f". {self._command} </dev/null >&{OUTPUT} 2>&{OUTPUT}\n"
            f'printf "%s %s\\n" "$?" "$PWD" >&{TELLING}\n'
        )
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        printed, told = self._wait(time.monotonic() + seconds)
        text = printed.text().replace(str(self._command), "command")
        return f"{text.rstrip()}\n{self._conclude(told, seconds)}".lstrip("\n")

    def _conclude(self, told, seconds):
        """The line on how a command ended; starts the shell again where it is gone."""
        if told is not None:
            status, _, folder = told.partition(" ")
            self.folder = folder or self.folder
            return f"[exit status {status}]"
        ended = self._process.poll()
        what = (
            f"Killed after {seconds:.0f} seconds"
            if ended is None
            else f"The shell itself ended with {ended}"
        )
        self._restart()
        return f"[{what}. A new shell was started in {self.folder}; variables are gone.]"

    def _wait(self, deadline):
        """(what was printed, how it ended); None where it did not end, or ended the shell."""
        printed, told = _Printed(), b""
        printing = self._process.stdout.fileno()
        while not told.endswith(b"\n"):
            left = deadline - time.monotonic()
            # A shell that is gone may have left programs behind that keep the pipes open.
            gone = self._process.poll() is not None
            ready, _, _ = select.select(
                [printing, self._told], [], [], min(max(0, left), LOOK_SECONDS)
            )
            if printing in ready:
                printed.add(os.read(printing, BLOCK))
            block = os.read(self._told, BLOCK) if self._told in ready else b""
            told += block
            if not block and (gone or left <= 0):
                self._take_the_rest(printed)
                return printed, None
        self._take_the_rest(printed)
        return printed, told.decode(errors="replace").rstrip("\n")

    def _take_the_rest(self, printed):
        """What is there by now, and not for ever: programs in the background go on."""
        printing = self._process.stdout.fileno()
        for _ in range(64):
            block = os.read(printing, BLOCK) if select.select([printing], [], [], 0)[0] else b""
            if not block:
                break
            printed.add(block)

    def _start(self):
        words = [self._program]
        if Path(self._program).name == "bash":
            words += ["--noprofile", "--norc"]
        self._told, telling = os.pipe()
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", f'exec "$@" {TELLING}>&{telling} {OUTPUT}>&1', "sh", *words],
            cwd=self.folder if Path(self.folder).is_dir() else "/",
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[telling],
            start_new_session=True,
        )
        os.close(telling)

    def _stop(self):
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self._process.wait()
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        self._process.stdout.close()
        os.close(self._told)

    def _restart(self):
        self._stop()
        self._start()


class _Printed:
    """The beginning and the end of an output of any length."""

    def __init__(self):
        self._first, self._last, self._left_out = b"", b"", 0

    def add(self, block):
        """Take what was printed next."""
        room = FIRST_BYTES - len(self._first)
        self._first += block[:room]
        last = self._last + block[room:]
        gone = max(0, len(last) - LAST_BYTES)
        self._left_out += gone
        self._last = last[gone:]

    def text(self):
        """What is left, with a note on what is not."""
        gap = f"\n[... {self._left_out} bytes left out ...]\n".encode() if self._left_out else b""
        return (self._first + gap + self._last).decode(errors="replace")


def _environment():
    """Nothing it runs may leave compiled files behind, stop at a pager, or lack a python3."""
    path = f"{os.environ.get('PATH', os.defpath)}:{Path(sys.executable).parent}"
    quiet = {"PYTHONDONTWRITEBYTECODE": "1", "PAGER": "cat", "GIT_PAGER": "cat", "TERM": "dumb"}
    return {**os.environ, **quiet, "PATH": path}
