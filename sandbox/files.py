"""Files that cross a sandbox's border, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """One regular file; links, devices and other kinds never cross the border."""

    content: bytes
    executable: bool = False


Files = Mapping[str, File]
"""Relative POSIX path -> file, e.g. {"pkg/mod.py": File(b"...")}; no "..", no absolute path."""
