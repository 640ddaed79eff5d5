"""Folders that begin as copies of others without anything being copied: overlays, where the kernel
lets us mount them.
"""

import os
import subprocess
from contextlib import suppress
from pathlib import Path

_SECONDS = 60
_SPECIAL = frozenset(",:\\ \n")


def overlay(target: Path, source: Path, changes: Path) -> bool:
    """Show `source` at `target`, an empty folder; what is changed there is kept below `changes`.

    False where that cannot be done here: only root can.
    """
    places = (target, source, changes)
    if os.geteuid() != 0 or any(_SPECIAL & set(str(place)) for place in places):
        return False
    upper, work = changes / "upper", changes / "work"
    for folder in (changes, upper, work):
        folder.mkdir(parents=True, exist_ok=True)
    status = source.stat()
    os.chown(upper, status.st_uid, status.st_gid)
    upper.chmod(status.st_mode & 0o7777)
    options = f"nosuid,nodev,lowerdir={source.resolve()},upperdir={upper},workdir={work}"
    command = ["mount", "-t", "overlay", "overlay", "-o", options, str(target)]
    with suppress(OSError, subprocess.SubprocessError):
        completed = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
        return completed.returncode == 0
    return False


def unmount_below(place: Path) -> None:
    """Undo every `overlay` below a folder, also one that a killed process made."""
    for target in reversed(_mounted(place)):
        for command in (["umount", target], ["umount", "-l", target]):
            with suppress(OSError, subprocess.SubprocessError):
                done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
                if done.returncode == 0:
                    break


def _mounted(place: Path) -> list[str]:
    """Mount points below a folder, in the order in which they were made."""
    top = f"{place.resolve()}/"
    try:
        lines = Path("/proc/self/mountinfo").read_text(errors="surrogateescape").splitlines()
    except OSError:
        return []
    return [point for line in lines if (point := line.split()[4]).startswith(top)]
