"""A run's conversations with its models as one file: to publish, and to replay."""

import gzip
import json
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from pydantic import JsonValue

from archive.store import Archive
from engine.configuration import Configuration
from engine.hiding import Hiding, folders, named_in
from engine.models.choose import keys
from engine.models.exchange import canonical

FORMAT = "hgm-trace"
_VERSION = 1
_MOST_LINE = 64 * 1024**2


class InvalidTrace(Exception):
    """A file that is no trace; one sentence for the user."""


def export_trace(archive: Archive, configuration: Configuration, file: Path) -> int:
    """Write every exchange, in order, after a line on the run; how many there are.

    One JSON object per line, compressed with gzip. Keys, and folders of this machine, are replaced
    in all texts.
    """
    hiding = Hiding(keys(), {**folders(archive.folder), **named_in(configuration)})
    head: dict[str, JsonValue] = {
        "format": FORMAT,
        "version": _VERSION,
        "configuration": configuration.model_dump(mode="json"),
    }
    digests = archive.exchange_digests()
    # Whole or not at all; without names and times, so that the same run gives the same file.
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}-", delete=False) as raw:
        try:
            with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as stream:
                stream.write(canonical(hiding.value(head)) + b"\n")
                for digest in digests:
                    exchange = hiding.value(json.loads(archive.blob(digest)))
                    stream.write(canonical(exchange) + b"\n")
        except BaseException:
            Path(raw.name).unlink()
            raise
    Path(raw.name).chmod(0o644)
    Path(raw.name).replace(file)
    return len(digests)


def read_trace(file: Path) -> Iterator[bytes]:
    """The exchanges of a trace, in order; a file of anybody's, so every line is checked.

    Raises InvalidTrace.
    """
    number = -1
    try:
        with gzip.open(file) as stream:
            for number, line in enumerate(iter(lambda: stream.readline(_MOST_LINE), b"")):
                value = json.loads(line) if line.endswith(b"\n") else None
                match value:
                    case {"format": str() as name, "version": int() as version} if not number:
                        known = (name, version) == (FORMAT, _VERSION)
                    case {"role": str(), "request": dict()} if number:
                        yield line
                        known = True
                    case _:
                        known = False
                if not known:
                    raise InvalidTrace(f"{file} is no trace: line {number + 1} is no part of one.")
    except (OSError, EOFError, ValueError, zlib.error, RecursionError) as error:
        raise InvalidTrace(f"{file} cannot be read: {error}.") from error
    if number < 0:
        raise InvalidTrace(f"{file} is no trace: it is empty.")
