"""The command `hgm` as a user types it, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "engine.cli.main", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "100"},
    )


def hgm(folder: Path, *words: str, status: int = 0) -> str:
    """What the command says on standard output; its standard error where it must fail."""
    process = start(folder, *words)
    output, errors = process.communicate(timeout=600)
    assert process.returncode == status, errors
    assert "Traceback" not in errors
    return errors if status else output
