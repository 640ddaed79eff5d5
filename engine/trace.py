"""A run's conversations with its models as one file: to publish, and to replay."""

import gzip
import json
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue

from archive.store import Archive
from engine.configuration import Configuration
from engine.models.choose import keys
from engine.models.exchange import canonical

FORMAT = "hgm-trace"
_VERSION = 1
_MOST_LINE = 64 * 1024**2
# Keys as their issuers write them. Nothing looser: a text that is changed without need is a
# question that a replay does not find again.
_KEYS = re.compile(
    r"\bsk-[A-Za-z0-9_-]{16,}|\bBearer [A-Za-z0-9._~+/=-]{16,}|\bAIza[A-Za-z0-9_-]{30,}"
    r"|\bgh[opsur]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bAKIA[A-Z0-9]{16}\b"
    r"|\bhf_[A-Za-z0-9]{20,}|\bxox[abeprs]-[A-Za-z0-9-]{10,}|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)


class InvalidTrace(Exception):
    """A file that is no trace; one sentence for the user."""


def export_trace(archive: Archive, configuration: Configuration, file: Path) -> int:
    """Write every exchange, in order, after a line on the run; how many there are.

    One JSON object per line, compressed with gzip. Keys, and folders of this machine, are replaced
    in all texts.
    """
    texts = _own_texts(archive.folder, configuration)
    scrubbed = _scrubber(texts)
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
                stream.write(canonical(scrubbed(head)) + b"\n")
                for digest in digests:
                    exchange = scrubbed(json.loads(archive.blob(digest)))
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


def _own_texts(run: Path, configuration: Configuration) -> dict[str, str]:
    """Text of this machine -> what stands for it."""
    named = {
        str(run.resolve()): "RUN",
        configuration.benchmark: "BENCHMARK",
        configuration.seed_agent: "SEED_AGENT",
        str(Path.cwd()): "HERE",
        str(Path.home()): "HOME",
        tempfile.gettempdir(): "TMP",
    }
    if configuration.base_url:
        named[configuration.base_url] = "BASE_URL"
    for model in configuration.models.values():
        kind, _, path = model.partition(":")
        if kind in ("scripted", "replay"):
            named[path] = "FILE"
    # Folders that every machine and every container has say nothing of this one.
    return {text: name for text, name in named.items() if text.count("/") > 1}


def _scrubber(texts: Mapping[str, str]) -> Callable[[JsonValue], JsonValue]:
    hidden = {**texts, **dict.fromkeys(keys(), "[hidden]")}
    longest_first = sorted(hidden.items(), key=lambda pair: -len(pair[0]))

    def scrub(value: JsonValue) -> JsonValue:
        match value:
            case str():
                for text, name in longest_first:
                    value = value.replace(text, name)
                return _KEYS.sub("[hidden]", value)
            case list():
                return [scrub(each) for each in value]
            case dict():
                return {str(scrub(name)): scrub(each) for name, each in value.items()}
            case _:
                return value

    return scrub
