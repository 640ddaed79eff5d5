"""From the name a user gives to a sandbox driver."""

from collections.abc import Callable, Mapping

from sandbox.bubblewrap import Bubblewrap
from sandbox.docker import Docker
from sandbox.images import BASE
from sandbox.interface import Sandboxes, SandboxUnavailable
from sandbox.process import Process

DRIVERS: Mapping[str, Callable[[], Sandboxes]] = {
    "docker": Docker,
    "bubblewrap": Bubblewrap,
    "process": Process,
}
AUTOMATIC = ("docker", "bubblewrap")
"""Drivers that isolate, the best first; what `auto` may choose from."""


WITH_IMAGES = ("docker",)
"""Drivers that can run images."""


def choose_sandboxes(
    name: str,
    *,
    images: bool = False,
    base_image: str = BASE,
    image_bytes: int | None = None,
) -> Sandboxes:
    """The driver of that name, or for "auto" the best that works here; with `images`, of those
    that can run them.

    `base_image` and `image_bytes` are Docker's: see there.

    Raises SandboxUnavailable with one sentence saying what to install or to give.
    """
    if name != "auto" and name not in DRIVERS:
        raise SandboxUnavailable(f"There is no sandbox {name!r}: auto, {', '.join(DRIVERS)}.")
    if images and name not in ("auto", *WITH_IMAGES):
        raise SandboxUnavailable(
            f"These tasks run in images of their own, which {name} cannot: give --sandbox docker."
        )
    troubles = []
    automatic = WITH_IMAGES if images else AUTOMATIC
    for each in automatic if name == "auto" else (name,):
        driver = (
            Docker(image=base_image, image_bytes=image_bytes)
            if each == "docker"
            else DRIVERS[each]()
        )
        trouble = driver.trouble()
        if trouble is None:
            return driver
        troubles.append(trouble)
    if images:
        troubles.insert(0, "These tasks run in images of their own.")
    elif name != "process":
        troubles.append("To run agents without any isolation, give --sandbox process.")
    raise SandboxUnavailable(" ".join(troubles))
