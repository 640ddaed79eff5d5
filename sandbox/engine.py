"""The Docker engine of this machine: the connection to it, and what it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.interface import SandboxUnavailable

if TYPE_CHECKING:
    from docker import APIClient

_CALL_SECONDS = 120
_CONNECTIONS = 64


@dataclass(frozen=True, slots=True)
class Engine:
    """A connection that threads may share, and facts that decide how containers are made."""

    api: "APIClient"
    version: str
    storage: Path
    """Where it keeps images and containers."""
    is_rootless: bool
    """It runs as the user, whose uid is 0 inside its containers."""
    remaps_users: bool
    """Uids inside its containers are other ones outside (userns-remap)."""
    cpus: int


def connect() -> Engine:
    """The engine that DOCKER_HOST or the default socket leads to.

    Raises SandboxUnavailable, also for one that cannot hold what code uses: a fork bomb in it would
    be one on the host.
    """
    with engine_trouble("no Docker engine answers"):
        import docker
        from docker.utils import kwargs_from_env

        api = docker.APIClient(
            **kwargs_from_env(), timeout=_CALL_SECONDS, max_pool_size=_CONNECTIONS
        )
        facts = api.info()
        if not (facts.get("MemoryLimit") and facts.get("PidsLimit")):
            api.close()
            raise SandboxUnavailable(
                "this engine cannot limit memory and processes "
                "(rootless Docker needs cgroup v2 with systemd for that)"
            )
        security = " ".join(facts.get("SecurityOptions") or ())
        return Engine(
            api,
            str(facts["ServerVersion"]),
            Path(facts["DockerRootDir"]),
            "rootless" in security,
            "name=userns" in security,
            int(facts["NCPU"]),
        )


@contextmanager
def engine_trouble(what: str = "the Docker engine failed") -> Iterator[None]:
    """Whatever goes wrong between us and the engine says nothing about the agent."""
    from docker.errors import DockerException
    from requests.exceptions import RequestException

    try:
        yield
    except (DockerException, RequestException, OSError) as error:
        raise SandboxUnavailable(f"{what}: {error}") from error


def own_user(engine: Engine, uid: int | None) -> str:
    """Who code is inside, so that what it writes belongs to `uid` outside; None: to us."""
    if engine.is_rootless:
        return "0:0"
    number = os.getuid() if uid is None else uid
    return f"{number}:{number}"
