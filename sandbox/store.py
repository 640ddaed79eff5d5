"""The images that tasks need on this machine: fetched or built once, given up for room."""

import fcntl
import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from sandbox.engine import engine_trouble
from sandbox.images import find_image, folders_of, image_tag, require_image
from sandbox.interface import Image

if TYPE_CHECKING:
    from docker import APIClient

_TOUCH_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Kept:
    """An image that a store fetched or built, so that it may also give it up."""

    name: str
    used: float
    """Seconds since 1970."""


class ImageStore:
    """Shared by all engines of a user; what was on the machine before is never given up.

    Locks are files: workers and processes that need the same image wait for the first of them.
    """

    def __init__(
        self,
        api: "APIClient",
        cache: Path,
        *,
        place: Path,
        max_bytes: int | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`place` is where the engine keeps images; `max_bytes` what the kept ones may take
        together; None: whatever they take.
        """
        self.place = place
        self._api = api
        self._cache = cache
        self._folder = cache / "images"
        self._max_bytes = max_bytes
        self._clock = clock

    def find(self, image: Image) -> str | None:
        """Its id if it is here. Raises SandboxUnavailable."""
        return find_image(self._api, image)

    @contextmanager
    def use(self, image: Image) -> Iterator[str]:
        """The id of an image, which is not given up meanwhile. Raises SandboxUnavailable."""
        while True:
            id = self.ensure(image)
            with self._in_use(id) as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                # Somebody may have given it up since.
                if self.find(id) is not None:
                    yield id
                    return

    def ensure(self, image: Image) -> str:
        """The id of an image, fetched or built where it is not there. Raises SandboxUnavailable."""
        found = self.find(image)
        if found is not None:
            self._touch(found)
            return found
        with self._locked(hashlib.sha256(image_tag(image).encode()).hexdigest()[:16]):
            found = self.find(image)
            if found is None:
                found = require_image(self._api, image)
                self._record(found, str(image))
        self.make_room(keep=found)
        return found

    def make_room(self, *, keep: str = "") -> list[str]:
        """Give up kept images, the longest unused first, until they fit; the names of those given
        up. What a container uses, and `keep`, stays. Raises SandboxUnavailable.
        """
        if self._max_bytes is None:
            return []
        with self._locked("index"):
            kept, sizes, gone = self._read(), self.sizes(), []
            for id, each in sorted(kept.items(), key=lambda pair: pair[1].used):
                if sum(sizes.get(other, 0) for other in kept) <= self._max_bytes:
                    break
                if id != keep and self._remove(id):
                    gone.append(each.name)
                    sizes.pop(id, None)
            self._write({id: each for id, each in kept.items() if id in sizes})
        return gone

    def sizes(self) -> dict[str, int]:
        """Id -> bytes that an image shares with no other, for all on this machine."""
        with engine_trouble():
            found = self._api.df()["Images"] or ()
        return {
            str(each["Id"]): int(each["Size"]) - max(0, int(each.get("SharedSize") or 0))
            for each in found
        }

    def kept(self) -> dict[str, Kept]:
        """Id -> image, for those the store may give up."""
        with self._locked("index"):
            return self._read()

    def _remove(self, id: str) -> bool:
        """Whether nobody uses it, so that it is gone now, with the copies of its folders."""
        from docker.errors import APIError

        with self._in_use(id) as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._api.remove_image(id, force=len(self._names(id)) > 1)
            except BlockingIOError:
                return False
            except APIError as error:
                if error.status_code != 404:
                    return False
            for folder in folders_of(self._cache, id):
                # A folder half removed must not be taken for a whole one.
                gone = folder.with_name(f".gone-{folder.name}")
                folder.rename(gone)
                shutil.rmtree(gone, ignore_errors=True)
        return True

    def _in_use(self, id: str) -> IO[str]:
        """A file that everybody who uses an image holds a shared lock on."""
        self._folder.mkdir(parents=True, exist_ok=True)
        return (self._folder / f"{id.removeprefix('sha256:')[:32]}.use").open("w")

    def _names(self, id: str) -> list[str]:
        with engine_trouble():
            found = [each for each in self._api.images() if each["Id"] == id]
        return [name for each in found for name in each.get("RepoTags") or ()]

    def _touch(self, id: str) -> None:
        """Say that it is used, if it is ours; now and then is often enough."""
        with self._locked("index"):
            kept = self._read()
            if id in kept and self._clock() - kept[id].used > _TOUCH_SECONDS:
                self._write({**kept, id: Kept(kept[id].name, self._clock())})

    def _record(self, id: str, name: str) -> None:
        with self._locked("index"):
            self._write({**self._read(), id: Kept(name, self._clock())})

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f"{name}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _read(self) -> dict[str, Kept]:
        with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
            content = json.loads((self._folder / "index.json").read_text("utf-8"))
            return {
                str(id): Kept(str(each["name"]), float(each["used"]))
                for id, each in content.items()
            }
        return {}

    def _write(self, kept: dict[str, Kept]) -> None:
        content = {id: {"name": each.name, "used": each.used} for id, each in kept.items()}
        made = self._folder / "index.json.new"
        made.write_text(json.dumps(content, indent=1), "utf-8")
        made.replace(self._folder / "index.json")
