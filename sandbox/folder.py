"""Reading and writing a host folder whose content untrusted code made: nothing in it is believed.

Only to be used while no code that could change the folder is running.
"""

import errno
import os
import shutil
import stat
import subprocess
from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from sandbox.files import File, Files
from sandbox.interface import UnsafeContent

_IGNORED = frozenset({".git", "__pycache__"})
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FOLDER = _READ | os.O_DIRECTORY
_DEEPEST = 100
_LISTABLE = stat.S_IRUSR | stat.S_IXUSR


def write_file(root: Path, path: str, content: bytes, *, executable: bool, owner: int) -> None:
    """Create or replace one file below `root`, parents included; `owner` is a uid, -1 for ours.

    Raises UnsafeContent where a parent is a link or no folder.
    """
    place = root
    for part in _parts(path)[:-1]:
        place = place / part
        try:
            place.mkdir(mode=0o755)
            os.chown(place, owner, owner)
        except FileExistsError:
            if not stat.S_ISDIR(place.lstat().st_mode):
                raise UnsafeContent(f"{path!r} cannot be written: a parent is no folder") from None
    place = place / _parts(path)[-1]
    if os.path.lexists(place):
        if stat.S_ISDIR(place.lstat().st_mode):
            raise UnsafeContent(f"{path!r} cannot be written: it is a folder")
        place.unlink()
    mode = 0o755 if executable else 0o644
    handle = os.open(
        place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode
    )
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        os.fchmod(handle, mode)
        os.fchown(handle, owner, owner)


def write_link(root: Path, path: str, target: bytes, *, owner: int) -> None:
    """Create or replace a link, which nobody on the host follows. Raises as `write_file`."""
    # The checks, the parents and the removal of what is there are those of a file.
    write_file(root, path, b"", executable=False, owner=owner)
    place = root / path
    place.unlink()
    place.symlink_to(os.fsdecode(target))
    os.lchown(place, owner, owner)


def remove_file(root: Path, path: str) -> None:
    """Remove a file or a link if it is there. Raises UnsafeContent where it is a folder."""
    *above, name = _parts(path)
    try:
        place = _descend(root, above, path) / name
        if stat.S_ISDIR(place.lstat().st_mode):
            raise UnsafeContent(f"{path!r} cannot be removed: it is a folder")
        place.unlink()
    except FileNotFoundError:
        return


def make(root: Path, path: str) -> None:
    """Create a folder of ours below `root`, open to other users whatever the umask says."""
    place = root
    for part in _parts(path):
        place = place / part
        if not place.is_dir():
            place.mkdir()
            place.chmod(0o755)


def read_file(root: Path, path: str, *, max_bytes: int) -> File:
    """One regular file below `root`. Raises FileNotFoundError, UnsafeContent."""
    *above, name = _parts(path)
    return _read(_descend(root, above, path) / name, path, max_bytes=max_bytes)


class FolderFiles(Mapping[str, File]):
    """Files of a folder by relative path; each is read when it is asked for. Raises UnsafeContent.

    Only while no code that could change the folder is running.
    """

    def __init__(self, top: Path, sizes: Mapping[str, int]) -> None:
        self._top = top
        self._sizes = sizes

    def __getitem__(self, path: str) -> File:
        place, size = self._top / path, self._sizes[path]
        if place.is_symlink():
            return File(os.fsencode(place.readlink()), link=True)
        return _read(place, path, max_bytes=size)

    def size(self, path: str) -> int:
        """Bytes of a file, which is not read for that. Raises KeyError."""
        return self._sizes[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)


def size_of(files: Files, path: str) -> int:
    """Bytes of one file of a mapping and of its path, as `copy_out` counts them.

    It is not read where its size can be known otherwise.
    """
    held = files.size(path) if isinstance(files, FolderFiles) else len(files[path].content)
    return held + len(path.encode())


def copy_out(
    root: Path,
    path: str,
    *,
    max_bytes: int,
    max_files: int,
    links: bool = False,
    ignored: Collection[str] = (),
) -> Files:
    """Every file below the folder `root/path`; see Sandbox.copy_out. Raises UnsafeContent."""
    try:
        top = _descend(root, _parts(path), path)
    except FileNotFoundError as error:
        raise UnsafeContent(f"the folder {path!r} is gone") from error
    skipped = _IGNORED.union(ignored)
    sizes: dict[str, int] = {}
    left = max_bytes
    entries = 0
    pending = [("", top)]
    while pending:
        prefix, folder = pending.pop()
        for name in _names(folder):
            entries += 1
            if entries > 2 * max_files or len(sizes) >= max_files:
                raise UnsafeContent(f"it holds more than {max_files} files")
            path, place = prefix + _plain(name), folder / name
            status = _lstat(place, path)
            if name in skipped:
                continue
            if stat.S_ISDIR(status.st_mode):
                pending.append((f"{path}/", place))
            elif stat.S_ISREG(status.st_mode) or (links and stat.S_ISLNK(status.st_mode)):
                sizes[path] = status.st_size
                # Empty files cost their paths, which may be long.
                left -= status.st_size + len(path.encode())
                if left < 0:
                    raise UnsafeContent(f"{path!r} takes it over its limit of bytes")
            else:
                raise UnsafeContent(f"{path!r} is a {_kind(status.st_mode)}")
    return FolderFiles(top, sizes)


def all_files(top: Path) -> Files:
    """Every file and link below a folder of our own making."""
    unbounded = 1 << 62
    return copy_out(top.parent, top.name, max_bytes=unbounded, max_files=unbounded, links=True)


def outgrows(roots: Sequence[Path], *, max_bytes: int, max_files: int) -> bool:
    """Whether they hold more than that, or are absurdly deep, while code in them may be running.

    It follows no link, keeps few descriptors open, and stops as soon as it knows.
    """
    size = 0
    for entries, status in enumerate(chain.from_iterable(map(_statuses, roots)), start=1):
        if status is None:
            return True
        size += status.st_blocks * 512
        if size > max_bytes or entries > max_files:
            return True
    return False


def _statuses(root: Path) -> Generator[os.stat_result | None, None, None]:
    try:
        descriptor = os.open(root, _FOLDER)
    except FileNotFoundError:
        return
    with closing(_below(descriptor, levels=_DEEPEST)) as statuses:
        yield from statuses


def _below(descriptor: int, *, levels: int) -> Generator[os.stat_result | None, None, None]:
    """The status of all that an open folder holds, which is closed then; None where too deep.

    What is mounted in it is no part of it.
    """
    folders = []
    device = os.fstat(descriptor).st_dev
    try:
        if levels == 0:
            yield None
            return
        with os.scandir(descriptor) as entries:
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    continue
                yield status
                if stat.S_ISDIR(status.st_mode) and status.st_dev == device:
                    folders.append(entry.name)
        for name in folders:
            if (child := _open_if_there(name, descriptor)) is not None:
                yield from _below(child, levels=levels - 1)
    finally:
        os.close(descriptor)


def _open_if_there(name: str, parent: int) -> int | None:
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise
        return None


def remove(root: Path) -> None:
    """Delete a folder, however its content was made to resist."""
    try:
        shutil.rmtree(root)
    except (OSError, RecursionError):
        for command in (["chmod", "-R", "u+rwX", str(root)], ["rm", "-rf", str(root)]):
            subprocess.run(command, check=False, capture_output=True, timeout=600)
        if root.exists():
            raise


def _descend(root: Path, parts: Sequence[str], path: str) -> Path:
    """The folder reached from `root` by folders alone. Raises FileNotFoundError, UnsafeContent."""
    place = root
    for part in parts:
        place = place / part
        if not stat.S_ISDIR(_lstat(place, path).st_mode):
            raise UnsafeContent(f"{path!r} is reached through something that is no folder")
    return place


def _lstat(place: Path, path: str) -> os.stat_result:
    try:
        return place.lstat()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnsafeContent(f"{path[:200]!r} cannot be read: {error.strerror}") from error


def _parts(path: str) -> list[str]:
    parts = path.split("/")
    if not all(parts) or any(part in (".", "..") or "\0" in part for part in parts):
        raise ValueError(f"{path!r} is no plain relative path")
    return parts


def _names(folder: Path) -> list[str]:
    try:
        if folder.stat().st_mode & _LISTABLE != _LISTABLE:
            # Ours by ownership: its code may have taken the permissions away.
            folder.chmod(0o700)
        return sorted(os.listdir(folder))  # noqa: PTH208
    except OSError as error:
        raise UnsafeContent(f"a folder cannot be read: {error.strerror}") from error


def _plain(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise UnsafeContent(f"the name {os.fsencode(name)!r} is not UTF-8") from None
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in name) or "\\" in name:
        raise UnsafeContent(f"the name {name!r} has a character that is not allowed")
    return name


def _read(place: Path, path: str, *, max_bytes: int) -> File:
    mode = _lstat(place, path).st_mode
    if not stat.S_ISREG(mode):
        raise UnsafeContent(f"{path!r} is a {_kind(mode)}")
    if not mode & stat.S_IRUSR:
        place.chmod(0o600)
    try:
        handle = os.open(place, _READ)
    except OSError as error:
        if error.errno == errno.ENOENT:
            raise
        raise UnsafeContent(f"{path!r} cannot be read: {error.strerror}") from error
    with os.fdopen(handle, "rb") as file:
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise UnsafeContent(f"{path!r} takes it over its limit of bytes")
    return File(content, executable=bool(mode & stat.S_IXUSR))


def _kind(mode: int) -> str:
    kinds = {
        stat.S_IFLNK: "link",
        stat.S_IFDIR: "folder",
        stat.S_IFIFO: "pipe",
        stat.S_IFSOCK: "socket",
        stat.S_IFBLK: "device",
        stat.S_IFCHR: "device",
    }
    return kinds.get(stat.S_IFMT(mode), "strange thing")
