"""Running a task's own scripts."""

import shlex
from collections.abc import Mapping

from sandbox.interface import Completed, Sandbox

# By its path: what an agent left could be first where names are looked up.
_SHELL = "/bin/sh"
# $0 is the script, the words are the interpreter it names and itself.
_RUN = f'command -v "$1" >/dev/null 2>&1 && exec "$@"; exec {_SHELL} "$0"'


def run_script(
    sandbox: Sandbox,
    path: str,
    content: bytes,
    *,
    cwd: str,
    seconds: float,
    environment: Mapping[str, str],
) -> Completed:
    """Run the script at `path` with the interpreter that it names, or sh where that is missing."""
    script = sandbox.path(path)
    command = [_SHELL, "-c", _RUN, script, *_interpreter(content), script]
    return sandbox.exec(command, cwd=cwd, seconds=seconds, environment=environment)


def _interpreter(content: bytes) -> list[str]:
    """What the first line names, without `env`, by whose help it would only be found."""
    first = content.partition(b"\n")[0].decode(errors="replace")
    if not first.startswith("#!"):
        return [_SHELL]
    try:
        words = shlex.split(first[2:])
    except ValueError:
        return [_SHELL]
    if words and words[0].endswith("/env"):
        words = [word for word in words[1:] if word != "-S"]
    return words or [_SHELL]
