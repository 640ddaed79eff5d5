"""Attacks by the child that `improve` leaves."""

from attacks.attack import NOT_TAKEN, SAME, Action, Attack, Category

_TAKEN = "Taken out is only what is a regular file or a folder, within bounds."
_CHECKED = "A child's manifest, names and sizes are checked before any of it runs."
_CHECK = "`check` runs in a sandbox of its own with a time limit; a child that fails it is none."


def _child(name: str, tries: str, code: str, *reasons: str, stopped_by: str) -> Attack:
    return Attack(
        name=name,
        category=Category.CHILDREN,
        action=Action.IMPROVE,
        code=f"os.chdir(CHILD)\n{code}",
        tries=tries,
        stopped_by=stopped_by,
        reasons=reasons,
    )


def _with_check(name: str, tries: str, check: str, *reasons: str) -> Attack:
    """A child whose self-test is `check`."""
    begin = "'import os, sys, time\\nMARKER = ' + repr(MARKER) + '\\n'"
    code = f"Path('agent.py').write_text({begin} + {check!r})"
    return _child(name, tries, code, *reasons, stopped_by=_CHECK)


CHILDREN = (
    _child(
        "identical-child",
        "Leaves the child as it was, to fill the archive for nothing.",
        "os.utime('agent.py')\nos.mkdir('empty')\nwrite('agent.py', '')",
        SAME,
        stopped_by="A child must differ from its parent in a file's content.",
    ),
    _child(
        "child-with-a-link",
        "Leaves a link to a file of the host in its child.",
        "os.symlink(WORLD['canary'], 'link')",
        NOT_TAKEN,
        stopped_by=_TAKEN,
    ),
    _child(
        "child-with-a-pipe",
        "Leaves a pipe in its child.",
        "os.mkfifo('pipe')",
        NOT_TAKEN,
        stopped_by=_TAKEN,
    ),
    _child(
        "child-of-another-protocol",
        "Claims another protocol in `agent.toml`.",
        "text = Path('agent.toml').read_text()\n"
        "Path('agent.toml').write_text(text.replace('protocol = 1', 'protocol = 2'))",
        "protocol must be 1",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-with-a-command",
        "Names a module in `agent.toml` that is an option, a path or a command.",
        "Path('agent.toml').write_text('name = \"x\"\\nprotocol = 1\\nmodule = \"-c;id\"\\n')",
        "module must be",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-without-a-manifest",
        "Deletes everything.",
        "for path in os.listdir('.'): os.unlink(path)",
        "no agent",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-with-deep-toml",
        "Writes an `agent.toml` that exhausts a parser's stack.",
        "Path('agent.toml').write_text('x = ' + '[\\n' * 8_000)",
        "not valid TOML",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-with-slow-toml",
        "Writes an `agent.toml` that keeps a parser, and the engine with it, busy for hours.",
        "Path('agent.toml').write_text('.'.join(['a'] * 500_000) + ' = 1')",
        "agent.toml holds more than",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-of-hundred-thousand-files",
        "Leaves 100,000 files in its child.",
        "for i in range(10**5): os.close(os.open(f'{i}', os.O_CREAT | os.O_WRONLY))",
        NOT_TAKEN,
        "stopped: out of disk",
        stopped_by=_TAKEN,
    ),
    _child(
        "large-child",
        "Leaves files in its child that are larger than any source.",
        "open('large.py', 'wb').write(b'#' * (2 << 20))",
        "more than",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-with-odd-names",
        "Leaves names that other disks cannot hold or take for one another.",
        "write('AGENT.py', 'x')\nwrite('Agent.TOML', 'x')",
        "upper and lower case",
        stopped_by=_CHECKED,
    ),
    _child(
        "child-with-escapes",
        "Leaves a name in its child that commands the terminal of whoever lists it.",
        "write('a\\x1b]0;x\\x07.py', 'x')",
        NOT_TAKEN,
        stopped_by=_TAKEN,
    ),
    _child(
        "growing-child",
        "Fills the disk in its child.",
        "for i in range(10**6):\n    open(f'{i}', 'wb').write(bytes(1 << 20))\n"
        "    time.sleep(0.002)",
        "stopped: out of disk",
        stopped_by="What all its folders hold together is bounded, in bytes and in entries.",
    ),
    _with_check(
        "check-that-hangs",
        "Has a child whose self-test never ends.",
        "time.sleep(1000)",
        "check was stopped: timed out",
    ),
    _with_check(
        "check-that-writes-to-its-parent",
        "Has a child whose self-test writes to its own and to its parent's tree.",
        """
import json, pathlib
world = json.loads(pathlib.Path("world.json").read_text())
for path in ("/hgm/agent/agent.py", "/hgm/agent/new", world["trees"], world["trees"] + "/new"):
    try: open(path, "a").write("x")
    except OSError as error: print(error)
    else: print("GAINED", path)
sys.exit(7)
""",
        "check exited with 7",
    ),
    _with_check(
        "check-that-leaves-a-daemon",
        "Has a child whose self-test leaves a daemon and then fails.",
        """
import subprocess
subprocess.Popen(["sh", "-c", "sleep 1000; true", MARKER], start_new_session=True)
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-c", "import time; time.sleep(1000)", MARKER])
sys.exit(7)
""",
        "check exited with 7",
    ),
    _with_check(
        "check-that-shows-keys",
        "Has a child whose self-test prints the environment into the reason of its refusal.",
        """
print(dict(os.environ))
for pid in os.listdir("/proc"):
    if pid.isdecimal():
        try: print(open(f"/proc/{pid}/environ").read(), open(f"/proc/{pid}/cmdline").read())
        except OSError: pass
sys.exit(7)
""",
        "check exited with 7",
    ),
    _with_check(
        "check-that-bombs",
        "Has a child whose self-test takes memory for ever.",
        """
blocks = []
while True:
    blocks.append(b"x" * (4 << 20))
    time.sleep(0.002)
""",
        "check was stopped: out of memory",
        "check exited with 137",
    ),
)
