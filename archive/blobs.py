"""Content-addressed, compressed files: logs, patches, transcripts."""

import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path


class Blobs:
    """Bytes by the SHA-256 of their plain content, zlib-compressed, one file each."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep the content; its digest. Durable against the death of this process."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            handle, made = tempfile.mkstemp(dir=place.parent, prefix=".making-")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(zlib.compress(content, 3))
                Path(made).rename(place)
            except OSError:
                Path(made).unlink(missing_ok=True)
                raise
        return digest

    def get(self, digest: str) -> bytes:
        """The plain content; FileNotFoundError if it is missing, ValueError if it is damaged."""
        try:
            content = zlib.decompress(self._place(digest).read_bytes())
        except zlib.error as error:
            raise ValueError(f"blob {digest} is damaged") from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"blob {digest} is damaged")
        return content

    def digests(self) -> Iterator[str]:
        """Every digest that is kept."""
        for place in sorted(self._folder.glob("??/*")):
            if not place.name.startswith("."):
                yield place.parent.name + place.name

    def unfinished(self) -> Iterator[Path]:
        """Files that a killed writer left half made."""
        yield from sorted(self._folder.glob("??/.making-*"))

    def remove(self, digest: str) -> None:
        """Forget one content."""
        self._place(digest).unlink(missing_ok=True)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]
