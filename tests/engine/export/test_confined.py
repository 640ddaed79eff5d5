"""The sandbox of an exported agent: what is seen inside, and its end."""

import os
import shlex
import signal
from contextlib import suppress
from pathlib import Path

from engine.export.launcher.confined import _First, _watch


def test_what_outlives_bubblewrap_is_dead_before_its_files_are_read(tmp_path: Path) -> None:
    first = _First(*os.pipe())
    # As where an agent made the first process of its sandbox ignore that bubblewrap is gone.
    script = f"""
        setsid sleep 60 >/dev/null 2>&1 {first.told}>&- &
        echo "{{\\"child-pid\\": $!}}" >&{first.told}
        echo $! >{shlex.quote(str(tmp_path / "pid"))}
        exec {first.told}>&-
        sleep 60
    """
    environment = {"PATH": os.environ["PATH"]}
    command = ["bash", "-c", script]
    files = (first.told,)
    try:
        ended = _watch(command, 1, cwd=tmp_path, env=environment, pass_fds=files, first=first)
        survivor = int((tmp_path / "pid").read_text())
        state = Path(f"/proc/{survivor}/stat")
        assert ended.timed_out
        assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"
    finally:
        with suppress(ProcessLookupError, FileNotFoundError):
            os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)
