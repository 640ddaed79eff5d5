"""What a hostile agent is, what must become of it, and how the two are told to people."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from archive.values import Source

AGENT_TOML = b'name = "hostile"\nprotocol = 1\nmodule = "agent"\n'

PRELUDE = '''\
"""A hostile agent: the same beginning for all, then one attack."""

import ctypes, errno, json, os, signal, socket, stat, subprocess, sys, time
from pathlib import Path

if sys.argv[1] == "check":
    sys.exit(0)
WORLD = json.loads(Path("world.json").read_text())
MARKER = WORLD["marker"]
if MARKER not in sys.argv:
    # Whatever it forks from here on can be found among the host's processes.
    os.execv(sys.executable, [sys.executable, "-m", "agent", *sys.argv[1:], MARKER])
JOB = json.loads(Path(sys.argv[2]).read_text())
REPOSITORY, CHILD = (Path(JOB.get(name, "/tmp")) for name in ("repository", "source"))
OUT = Path(JOB["output"])
LIBC = ctypes.CDLL(None, use_errno=True)
print("BEGIN", flush=True)


def attempt(what, action, *words, **options):
    """Do what must fail."""
    try:
        result = action(*words, **options)
    except Exception as error:
        print("REFUSED", ascii(what), ascii(error), flush=True)
        return None
    print("GAINED", ascii(what), ascii(result)[:2000], flush=True)
    return result


def read(path):
    """The beginning of a file; an empty one is as good as none."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        content = os.read(descriptor, 65536)
    finally:
        os.close(descriptor)
    if not content:
        raise OSError("nothing in it")
    return content


def show(path):
    """Print a file that may be read: it must not hold a secret."""
    try:
        print("SEEN", path, ascii(read(path)), flush=True)
    except OSError as error:
        print("UNSEEN", path, ascii(error), flush=True)


def write(path, text="changed by an agent"):
    with open(path, "a") as file:
        file.write(text)


def call(function, *words):
    """A function of the C library, or a system call by its number."""
    if isinstance(function, int):
        words, function = (function, *words), "syscall"
    result = getattr(LIBC, function)(*words)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def walk(top):
    """Every file below a folder."""
    for folder, below, files in os.walk(top):
        below[:] = [name for name in below if folder != "/" or name not in ("proc", "sys")]
        yield from (os.path.join(folder, name) for name in files)


def daemon(code):
    """Start a program that nothing of ours is the parent of and that no signal stops."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    for number in (1, 2, 3, 13, 15):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    os.execv(sys.executable, [sys.executable, "-c", code, MARKER])


def plant(name, text):
    """Add lines to a file of the repository or of the child."""
    path = (REPOSITORY if JOB["action"] == "solve" else CHILD) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text.replace("@MARKER@", MARKER).replace("@PWNED@", WORLD["pwned"]))


'''


class Category(StrEnum):
    """What an attack is after."""

    SECRETS = "Secrets"
    NETWORK = "Network"
    GATEWAY = "The gateway to models"
    HIDDEN_TESTS = "Hidden tests"
    RECORDS = "Trees, records and verdicts"
    GIT = "git"
    FILES = "Files left behind"
    RESOURCES = "Resources"
    POWERS = "Processes and powers"
    GRADING = "Grading"
    CHILDREN = "Children"


class Action(StrEnum):
    """What the agent was asked to do when it attacks."""

    SOLVE = "solve"
    IMPROVE = "improve"


NOTHING = "changed nothing"
GRADED = ""
"""No reason: the tests ran on what it left, and said no."""
MUTE = "kept the tests from ending"
STRIPPED = "changed only how tests run"
SAME = "same as its parent"
NOT_TAKEN = "cannot be taken"
TIME = "stopped: timed out"
MEMORY = "stopped: out of memory"
DISK = "stopped: out of disk"
PROCESSES = "stopped: too many processes"
KILLED = "exited with 137"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One hostile agent. It never resolves its task, and never has a child."""

    name: str
    category: Category
    code: str
    """What follows PRELUDE. What it prints after GAINED is a success that it must not have."""
    tries: str
    stopped_by: str
    reasons: tuple[str, ...]
    """What the verdict's reason must be (GRADED) or say; any of these."""
    action: Action = Action.SOLVE
    task: str = "target"
    """`hasty` is the same task with little time, for attacks that hang."""
    runs: int = 1
    """2 where it attacks a later sandbox."""

    def allows(self, reason: str) -> bool:
        """Whether a verdict's reason is the right one."""
        return any(each in reason if each else not reason for each in self.reasons)

    def source(self, world: bytes) -> Source:
        """The agent's files; it knows the host's paths, as an insider would."""
        code = f"{PRELUDE}{textwrap.dedent(self.code)}\nprint('TRIED', flush=True)\n"
        return {"agent.toml": AGENT_TOML, "agent.py": code.encode(), "world.json": world}


def ends_early(reason: str) -> bool:
    """Whether the agent did not come to its own end."""
    return "was stopped: " in reason or "exited with" in reason


def render(attacks: Sequence[Attack]) -> str:
    """The attacks as Markdown, a table for each category, in the given order."""
    parts = []
    for category, members in groupby(attacks, key=lambda attack: attack.category):
        rows = [
            f"| {attack.name} | {attack.tries} | {attack.stopped_by} | {_say_end(attack)} |"
            for attack in members
        ]
        head = ["| agent | what it tries | what stops it | how it ends |", "|---|---|---|---|"]
        parts.append("\n".join([f"### {category}", "", *head, *rows]))
    return "\n\n".join(parts) + "\n"


def _say_end(attack: Attack) -> str:
    verdict = "unresolved" if attack.action is Action.SOLVE else "no child"
    reasons = [_END_WORDS.get(each, each) for each in attack.reasons]
    return f"{verdict}: {' or '.join(reasons)}"


_END_WORDS = {
    GRADED: "the tests fail",
    NOTHING: "it changed nothing",
    MUTE: "it kept the tests from ending",
    STRIPPED: "it changed only how tests run",
    NOT_TAKEN: "what it left cannot be taken",
    SAME: "the same as its parent",
    KILLED: "killed by its own signal",
}


def is_one_sentence(text: str) -> bool:
    """Whether it fits a cell of the table: short, one line, ends with a full stop."""
    return bool(re.fullmatch(r"[A-Z`][^\n|]{10,160}\.", text))
