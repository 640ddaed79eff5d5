"""Which images a benchmark needs, what they may take on disk, and how they come here."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.benchmark import Task
from sandbox.images import image_tag
from sandbox.interface import Image, SandboxUnavailable
from sandbox.store import ImageStore

_GIB = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePlan:
    """What is there and what is not."""

    here: Sequence[Image]
    missing: Sequence[Image]
    typical_bytes: int | None
    """Mean of what each of those here shares with no other; None where none is here."""
    free_bytes: int

    def sentences(self) -> Iterator[str]:
        """For the user."""
        count = len(self.here) + len(self.missing)
        if not count:
            yield "Its tasks need no image."
            return
        yield f"{count} images: {len(self.here)} are here, {len(self.missing)} are not."
        free = f"{self.free_bytes / _GIB:.0f} GiB are free"
        if not self.missing:
            return
        if self.typical_bytes is None:
            yield f"How much they take is known once one of them is here; {free}."
            return
        wanted = self.typical_bytes * len(self.missing)
        yield f"They may take {wanted / _GIB:.0f} GiB, judged by those here; {free}."
        if wanted > self.free_bytes:
            yield "That may not fit: give --max-size, and images are given up as others come."


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What came of one image."""

    image: Image
    trouble: str = ""
    gone: Sequence[str] = ()
    """Names of images that were given up to make room."""


def plan_images(tasks: Sequence[Task], store: ImageStore) -> ImagePlan:
    """Raises SandboxUnavailable."""
    images: dict[str, Image] = {}
    for task in tasks:
        for image in (task.solving.image, task.grading.image):
            if image is not None:
                images[image_tag(image)] = image
    found = {tag: store.find(image) for tag, image in images.items()}
    sizes = store.sizes()
    known = [sizes[id] for id in set(found.values()) if id in sizes]
    return ImagePlan(
        here=[images[tag] for tag, id in found.items() if id],
        missing=[images[tag] for tag, id in found.items() if not id],
        typical_bytes=sum(known) // len(known) if known else None,
        free_bytes=shutil.disk_usage(store.place if store.place.is_dir() else Path("/")).free,
    )


def prepare_image(store: ImageStore, image: Image) -> Prepared:
    """Fetch or build one, and make room for it."""
    before = store.kept()
    try:
        store.ensure(image)
        after = store.kept()
        gone = [each.name for id, each in before.items() if id not in after]
        return Prepared(image=image, gone=gone)
    except SandboxUnavailable as error:
        return Prepared(image=image, trouble=str(error))
