"""From the name a user gives to a sandbox driver."""

from collections.abc import Callable, Mapping

from sandbox.bubblewrap import Bubblewrap
from sandbox.interface import Sandboxes, SandboxUnavailable
from sandbox.process import Process

DRIVERS: Mapping[str, Callable[[], Sandboxes]] = {"bubblewrap": Bubblewrap, "process": Process}
AUTOMATIC = ("bubblewrap",)
"""Drivers that isolate, the best first; what `auto` may choose from."""


def choose_sandboxes(name: str) -> Sandboxes:
    """The driver of that name, or for "auto" the best that works here.

    Raises SandboxUnavailable with one sentence saying what to install or to give.
    """
    troubles = []
    for each in AUTOMATIC if name == "auto" else (name,):
        driver = DRIVERS[each]()
        trouble = driver.trouble()
        if trouble is None:
            return driver
        troubles.append(trouble)
    hint = (
        "" if name == "process" else " To run agents without any isolation, give --sandbox process."
    )
    raise SandboxUnavailable(" ".join(troubles) + hint)
