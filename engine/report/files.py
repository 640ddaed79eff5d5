"""Files that are there whole or not at all."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole(file: Path) -> Iterator[BinaryIO]:
    """A stream for a file that takes the place of what was there once everything is written."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as raw:
        made = Path(raw.name)
        try:
            yield raw  # type: ignore[misc]  # a stream of bytes under another name
        except BaseException:
            made.unlink()
            raise
    made.chmod(0o644)
    made.replace(file)
