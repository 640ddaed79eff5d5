"""The first process of a sandbox: it starts the command, outlives it, and tells how it ended."""

_PROGRAM = """
import ctypes, os, sys, _signal
libc = ctypes.CDLL(None)
with open("/proc/self/environ", "rb") as file:
    given = file.read().split(b"\\0")
# Who runs as the same user can neither look into this process nor make it end with another status.
if libc.prctl(4, 0, 0, 0, 0):
    os._exit(126)
for number in (_signal.SIGINT, _signal.SIGPIPE, _signal.SIGXFSZ):
    _signal.signal(number, _signal.SIG_DFL)
first = os.fork()
while first:
    ended, status = os.wait()
    if ended == first:
        code = os.waitstatus_to_exitcode(status)
        os._exit(128 - code if code < 0 else code)
# Both outputs are one, in order; where the locale is C, Python has changed the environment.
os.dup2(1, 2)
os.environ.pop("LC_CTYPE", None)
for each in given:
    if each.startswith(b"LC_CTYPE="):
        os.environb[b"LC_CTYPE"] = each[9:]
program = bytes.fromhex(sys.argv.pop(1))
if program:
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]
    found = Program(len(program) // 8, program)
    if libc.prctl(22, 2, ctypes.byref(found)):
        os.write(1, b"no filter of system calls\\n")
        os._exit(126)
try:
    os.execvp(sys.argv[1], sys.argv[1:])
except OSError as error:
    os.write(1, f"{sys.argv[1]}: {error.strerror}\\n".encode())
    os._exit(127)
"""


def init(python: str, program: bytes = b"") -> list[str]:
    """What stands before a command that is to be run by a first process of ours.

    `python` is an interpreter inside, 3.9 or newer; `program` a filter of system calls that the
    command gets (sandbox.seccomp), where nothing else sets one.
    """
    return [python, "-ISc", _PROGRAM, program.hex()]
