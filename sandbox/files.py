"""Files that cross a sandbox's border, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class File:
    """One regular file, or a link as a mere text; no other kind ever crosses the border."""

    content: bytes
    executable: bool = False
    link: bool = False
    """Whether it is a symbolic link; `content` is where it points then."""


Files = Mapping[str, File]
"""Relative POSIX path -> file, e.g. {"pkg/mod.py": File(b"...")}; no "..", no absolute path."""
