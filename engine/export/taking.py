"""An agent out of a package, a folder or a repository that somebody else made.

Nothing of it is run, unpacked to a disk or believed: names, kinds, counts and sizes are checked
before any content is kept. What is taken is the folder of its one `agent.toml`.
"""

import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from archive.source import MAX_BYTES, MAX_FILES, InvalidSource, check_source
from archive.values import Source
from engine.agents import InvalidAgent, bundled_agent, is_hidden, read_folder, read_manifest
from engine.export.package import AGENT, PROVENANCE

MAX_PACKAGE_BYTES = 4 * MAX_BYTES
"""Of the file, and of all that it holds."""

_MAX_ENTRIES = 4 * MAX_FILES
_MAX_DIRECTORY = 2 * 1024**2
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65535
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_MAX_HEADER = 8192
_ZIP, _GZIP = b"PK", b"\x1f\x8b"
_HEADERS = (
    tarfile.XHDTYPE,
    tarfile.XGLTYPE,
    tarfile.SOLARIS_XHDTYPE,
    tarfile.GNUTYPE_LONGNAME,
    tarfile.GNUTYPE_LONGLINK,
)
_MANIFEST = "agent.toml"


def take(place: str) -> Source:
    """From a file, a folder, or a git repository by its URL. Raises InvalidAgent."""
    from engine.export.fetching import fetch, is_repository

    path = Path(place).expanduser()
    if bundled := bundled_agent(place):
        return take_folder(bundled)
    if is_repository(path):
        return agent_in(fetch(path.resolve().as_uri()), place)
    if path.is_dir():
        return take_folder(path)
    if path.is_file():
        return take_file(path)
    return agent_in(fetch(place), place)


def take_folder(path: Path) -> Source:
    """From a folder of an agent, or of an exported one. Raises InvalidAgent."""
    exported = any((each / PROVENANCE).is_file() for each in path.glob(f"*/{AGENT}/.."))
    return agent_in(read_folder(path, hidden=exported), str(path))


def take_file(path: Path) -> Source:
    """From a wheel, a zip or a tar.gz. Raises InvalidAgent."""
    if not path.is_file():
        raise InvalidAgent(f"{path} is no file")
    if path.stat().st_size > MAX_PACKAGE_BYTES:
        raise InvalidAgent(f"{path} is larger than {MAX_PACKAGE_BYTES // 1024**2} MiB")
    content = path.read_bytes()
    try:
        if content.startswith(_ZIP):
            files = _of_zip(content)
        elif content.startswith(_GZIP):
            files = _of_tar(content)
        else:
            raise InvalidAgent(f"{path} is neither a wheel, a zip nor a tar.gz")
    except (zipfile.BadZipFile, tarfile.TarError, NotImplementedError, RuntimeError) as error:
        raise InvalidAgent(f"{path} cannot be read: {_say(error)}") from error
    except (zlib.error, EOFError, RecursionError, OSError, ValueError, struct.error) as error:
        raise InvalidAgent(f"{path} is damaged: {_say(error)}") from error
    return agent_in(files, str(path))


def agent_in(files: Source, place: str) -> Source:
    """What is below the one `agent.toml` that is nearest to the top. Raises InvalidAgent."""
    found = [name for name in files if name.rpartition("/")[2] == _MANIFEST]
    top = min((name.count("/") for name in found), default=0)
    nearest = [name for name in found if name.count("/") == top]
    if not nearest:
        raise InvalidAgent(f"{place} holds no agent: agent.toml is missing")
    if len(nearest) > 1:
        raise InvalidAgent(f"{place} holds {len(nearest)} agents: give the folder of one")
    prefix = nearest[0].removesuffix(_MANIFEST)
    inside = {
        name.removeprefix(prefix): content
        for name, content in files.items()
        if name.startswith(prefix)
    }
    # An exported agent is taken to the last file. Others live among settings of git and editors.
    exported = prefix.endswith(f"{AGENT}/")
    exported = exported and f"{prefix.removesuffix(f'{AGENT}/')}{PROVENANCE}" in files
    source = {name: each for name, each in inside.items() if exported or not is_hidden(name)}
    try:
        check_source(source)
    except InvalidSource as error:
        raise InvalidAgent(f"{place} holds what cannot be an agent's: {error}") from error
    read_manifest(source)
    return source


class _Basket:
    """Takes files within the bounds."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self._left = MAX_PACKAGE_BYTES

    def room(self, name: str) -> int:
        """Checks a name; how many bytes its content may have. Raises InvalidAgent."""
        parts = name.split("/")
        if any(part in ("", ".", "..") or "\\" in part for part in parts) or not name.isprintable():
            raise InvalidAgent(f"the package has a file {name[:80]!a}, which leads elsewhere")
        if name in self.files:
            raise InvalidAgent(f"the package has {name[:80]!a} twice")
        return self._left

    def put(self, name: str, content: bytes) -> None:
        """Keep a file. Raises InvalidAgent where it is larger than `room` said."""
        if len(content) > self.room(name):
            raise InvalidAgent(f"the package has a file {name[:80]!a} that is too large")
        self._left -= len(content)
        self.files[name] = content


def _of_zip(content: bytes) -> Source:
    _check_directory(content)
    basket = _Basket()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if entry.is_dir():
                continue
            if kind not in (0, stat.S_IFREG):
                raise InvalidAgent(f"the package has {entry.filename[:80]!a}, which is no file")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise InvalidAgent("the package is compressed in a way that is not taken")
            # As it stands in the archive: the standard library mends names without a word.
            name = entry.orig_filename
            with archive.open(entry) as file:
                basket.put(name, file.read(basket.room(name) + 1))
    return basket.files


def _check_directory(content: bytes) -> None:
    """The list of a zip's entries is read at one go, however long it is. Raises InvalidAgent."""
    place = content.rfind(_END, max(0, len(content) - _END_SIZE - _LONGEST_COMMENT))
    if place < 0 or len(content) < place + _END_SIZE:
        raise InvalidAgent("the package is a zip without an end")
    if content[max(0, place - _LOCATOR_SIZE) :].startswith(_LOCATOR):
        raise InvalidAgent("the package is a zip of more than 4 GiB, or says so")
    entries, size = struct.unpack_from("<HI", content, place + 10)
    if entries > _MAX_ENTRIES or size > _MAX_DIRECTORY:
        raise InvalidAgent(f"the package has more than {_MAX_ENTRIES} files")


class _Entry(tarfile.TarInfo):
    """One whose extended header, a text that says more of the next entry, is short.

    A file with holes is refused before the list of them is read, which may be as long as the file.
    """

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if self.type in _HEADERS and self.size > _MAX_HEADER:
            raise InvalidAgent("the package has a name that is too long")
        if self.type == tarfile.GNUTYPE_SPARSE:
            self._refuse_holes()
        made: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc] # not in stubs
        return made

    def _refuse_holes(self, *_: object) -> NoReturn:
        raise InvalidAgent("the package has a file with holes")

    # The three ways to write the list that are newer than a type of entry for it.
    _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _refuse_holes


class _Unpacked(io.RawIOBase):
    """A gzip's content, of which no more than a bound is ever made."""

    def __init__(self, content: bytes) -> None:
        self._rest = content
        self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._left = MAX_PACKAGE_BYTES

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises InvalidAgent beyond the bound."""
        wanted = size if size >= 0 else self._left + 1
        made = self._unpacker.decompress(self._rest, max(1, min(wanted, self._left + 1)))
        self._rest = self._unpacker.unconsumed_tail
        self._left -= len(made)
        if self._left < 0:
            raise InvalidAgent(
                f"the package unpacks to more than {MAX_PACKAGE_BYTES // 1024**2} MiB"
            )
        return made


def _of_tar(content: bytes) -> Source:
    basket = _Basket()
    with tarfile.open(fileobj=_Unpacked(content), mode="r|", tarinfo=_Entry) as archive:
        for count, entry in enumerate(_entries(archive)):
            if count > _MAX_ENTRIES:
                raise InvalidAgent(f"the package has more than {_MAX_ENTRIES} entries")
            if entry.isdir():
                continue
            if not entry.isreg():
                raise InvalidAgent(f"the package has {entry.name[:80]!a}, which is no file")
            room, file = basket.room(entry.name), archive.extractfile(entry)
            if entry.size > room or file is None:
                raise InvalidAgent(f"the package has a file {entry.name[:80]!a} too large")
            basket.put(entry.name, file.read(room + 1))
    return basket.files


def _entries(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """One by one, and forgotten again: the archive keeps a list that nobody needs."""
    while (entry := archive.next()) is not None:
        archive.members = []  # type: ignore[attr-defined] # public, and not in the stubs
        yield entry


def _say(error: Exception) -> str:
    """What a library says of a file that somebody else wrote."""
    return ascii(str(error))[1:-1][:200] or type(error).__name__
