import errno
import socket
import struct

import pytest

from sandbox.seccomp import filter_program

ALLOWED, REFUSED = 0x7FFF0000, 0x00050000 | errno.EPERM
X86_64, AARCH64, I386 = 0xC000003E, 0xC00000B7, 0x40000003


def verdict(machine: str, architecture: int, number: int, first: int = 0) -> int:
    """What the kernel would do: an interpreter of the four instructions used."""
    program = filter_program(machine)
    assert program is not None
    data = {0: number, 4: architecture, 16: first}
    position = value = 0
    while True:
        code, yes, no, operand = struct.unpack_from("=HBBI", program, 8 * position)
        position += 1
        match code:
            case 0x20:
                value = data[operand]
            case 0x15:
                position += yes if value == operand else no
            case 0x35:
                position += yes if value >= operand else no
            case 0x06:
                return int(operand)
            case _:
                pytest.fail(f"unknown instruction {code:#x}")


@pytest.mark.parametrize(
    ("machine", "architecture", "refused"),
    [
        ("x86_64", X86_64, {248, 249, 250, 298, 321, 323, 425, 426, 427}),
        ("aarch64", AARCH64, {217, 218, 219, 241, 280, 282, 425, 426, 427}),
    ],
)
def test_exactly_the_listed_calls_are_refused(
    machine: str, architecture: int, refused: set[int]
) -> None:
    for number in range(600):
        expected = REFUSED if number in refused else ALLOWED
        assert verdict(machine, architecture, number) == expected


@pytest.mark.parametrize(
    ("machine", "architecture", "number"), [("x86_64", X86_64, 41), ("aarch64", AARCH64, 198)]
)
def test_sockets_that_lead_out_of_the_machine_are_refused(
    machine: str, architecture: int, number: int
) -> None:
    for family in range(60):
        expected = REFUSED if family == socket.AF_VSOCK else ALLOWED
        assert verdict(machine, architecture, number, family) == expected


def test_calls_by_another_numbering_are_refused() -> None:
    assert verdict("x86_64", I386, 1) == REFUSED
    assert verdict("x86_64", AARCH64, 1) == REFUSED
    assert verdict("x86_64", X86_64, 0x40000000 + 1) == REFUSED
    assert verdict("aarch64", X86_64, 1) == REFUSED


def test_a_machine_whose_calls_are_not_known_has_no_filter() -> None:
    assert filter_program("pdp11") is None
