"""The first process, without a sandbox around it."""

import subprocess
import sys
from collections.abc import Mapping, Sequence

import pytest

from sandbox.init import QUIET, init
from sandbox.seccomp import filter_program

PATH = {"PATH": "/usr/bin:/bin"}


def run(
    command: Sequence[str], environment: Mapping[str, str] = PATH, *, program: bytes = b""
) -> tuple[int, bytes]:
    words = [*init("perl", program), *command]
    completed = subprocess.run(
        words, env={**environment, **QUIET}, capture_output=True, check=False, timeout=20
    )
    assert completed.stderr == b""
    return completed.returncode, completed.stdout


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        (["sh", "-c", "echo out; echo err >&2; exit 7"], (7, b"out\nerr\n")),
        (["sh", "-c", "kill -SEGV $$"], (139, b"")),
        (["nonesuch", "a b"], (127, b"nonesuch: No such file or directory\n")),
        (["/etc/passwd"], (127, b"/etc/passwd: Permission denied\n")),
        (["printf", "%s|", "a b", "", "$x", "'"], (0, b"a b||$x|'|")),
    ],
)
def test_a_command_ends_as_it_would_by_itself(
    command: Sequence[str], ending: tuple[int, bytes]
) -> None:
    assert run(command) == ending


def test_a_command_has_the_environment_that_was_given_and_the_first_process_heeds_none() -> None:
    given = {**PATH, "PERL5OPT": "-Mnonesuch", "LC_ALL": "xx_YY.UTF-8", "ODD": "\udcff=\n"}
    code, output = run(["env", "-0"], given)
    lines = output.decode(errors="surrogateescape").split("\0")[:-1]
    told = dict(each.split("=", 1) for each in lines)
    assert (code, told) == (0, given)


def test_a_command_has_no_signal_ignored_or_blocked_and_no_file_of_ours_open() -> None:
    ignoring = "trap '' INT QUIT PIPE HUP TERM USR1 WINCH TSTP XCPU; exec \"$@\""
    words = [*init("perl"), "grep", "-E", "^Sig(Ign|Blk)", "/proc/self/status"]
    output = subprocess.check_output(["sh", "-c", ignoring, "sh", *words], timeout=20)
    # The C library keeps signals 32 and 33 for itself and lets nobody set them.
    assert not any(int(mask, 16) & ~(0b11 << 31) for mask in output.split()[1::2])
    code, output = run([sys.executable, "-c", "import os; print(os.listdir('/proc/self/fd'))"])
    assert (code, output) == (0, b"['0', '1', '2', '3']\n")


def test_who_outlives_the_command_does_not_change_how_it_ended() -> None:
    assert run(["sh", "-c", "(exit 3) & (sleep 0.1; exit 4) & exit 5"]) == (5, b"")


def test_a_filter_of_system_calls_holds_for_the_command() -> None:
    program = filter_program()
    assert program is not None
    command = ["grep", "Seccomp:", "/proc/self/status"]
    words = ["setpriv", "--no-new-privs", *init("perl", program), *command]
    seen = subprocess.check_output(words, env={**PATH, **QUIET}, timeout=20)
    assert seen.split() == [b"Seccomp:", b"2"]
