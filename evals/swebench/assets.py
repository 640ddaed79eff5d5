"""Files that belong to an instance's patches and that no textual patch can hold."""

import hashlib
import os
import tempfile
import urllib.request
from pathlib import Path

from evals.benchmark import GradingFailed
from evals.swebench.rows import Asset

_SECONDS = 60
_MAX_BYTES = 64 * 1024**2


def read_asset(asset: Asset, cache: Path) -> bytes | None:
    """What an asset holds, fetched once where it is not on this machine; None: nobody has it.

    Raises GradingFailed where it cannot be fetched: without it no verdict is right.
    """
    if asset.file is not None:
        return asset.file.read_bytes()
    if not asset.url:
        return None
    place = cache / "assets" / hashlib.sha256(asset.url.encode()).hexdigest()
    if not place.is_file():
        write_whole(place, _fetch(asset.url))
    return place.read_bytes()


def _fetch(url: str) -> bytes:
    if not url.startswith(("https://", "http://")):
        raise GradingFailed(f"the file {url} of this task is on no server")
    try:
        with urllib.request.urlopen(url, timeout=_SECONDS) as answer:  # noqa: S310 # just checked
            content: bytes = answer.read(_MAX_BYTES + 1)
    except OSError as error:
        raise GradingFailed(f"the file {url} of this task cannot be fetched: {error}") from error
    if len(content) > _MAX_BYTES:
        raise GradingFailed(f"the file {url} of this task is larger than {_MAX_BYTES} bytes")
    return content


def write_whole(place: Path, content: bytes) -> None:
    """Write a file such that no reader ever sees half of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).replace(place)
