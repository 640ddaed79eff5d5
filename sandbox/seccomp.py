"""What no program in a sandbox may ask of the kernel, as a filter in the kernel's own language.

Namespaces do not cover everything: a session keyring of the user who runs the engine is inherited,
so without this one job could read the keys of another, and of the engine.
"""

import errno
import platform
import struct
from dataclasses import dataclass

_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
"""Where struct seccomp_data has them (linux/seccomp.h)."""
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_X32 = 0x40000000
"""Added to the number where a 64-bit program uses the x32 calls, which are numbered anew."""
_AF_VSOCK = 40
"""Sockets to the hypervisor and its other machines, which no network namespace divides."""
_REFUSED = (
    "add_key",
    "request_key",
    "keyctl",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
)


@dataclass(frozen=True, slots=True)
class _Machine:
    architecture: int
    socket: int
    numbers: tuple[int, ...]
    """Of `_REFUSED`, in that order (asm/unistd.h)."""


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 41, (248, 249, 250, 321, 298, 323, 425, 426, 427)),
    "aarch64": _Machine(0xC00000B7, 198, (217, 218, 219, 280, 241, 282, 425, 426, 427)),
}


def filter_program(machine: str | None = None) -> bytes | None:
    """The filter for `machine`, by default this one; None where its numbers are not known here.

    A refused call fails with EPERM, so does every call of another architecture than the machine's,
    and making a socket of a refused family.
    """
    known = _MACHINES.get(machine or platform.machine())
    if known is None:
        return None
    last = len(known.numbers) + 4
    words = [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_IF_EQUAL, known.architecture, no=last + 2),
        _instruction(_LOAD, _NUMBER),
        _instruction(_JUMP_IF_AT_LEAST, _X32, yes=last),
    ]
    for position, number in enumerate(known.numbers):
        words.append(_instruction(_JUMP_IF_EQUAL, number, yes=last - 1 - position))
    words += [
        _instruction(_JUMP_IF_EQUAL, known.socket, no=2),
        _instruction(_LOAD, _FIRST_ARGUMENT),
        _instruction(_JUMP_IF_EQUAL, _AF_VSOCK, yes=1),
    ]
    words.append(_instruction(_RETURN, _ALLOW))
    words.append(_instruction(_RETURN, _FAIL | errno.EPERM))
    return b"".join(words)


def _instruction(code: int, operand: int, *, yes: int = 0, no: int = 0) -> bytes:
    """One struct sock_filter; `yes` and `no` are how many instructions a jump leaves out."""
    return struct.pack("=HBBI", code, yes, no, operand)
