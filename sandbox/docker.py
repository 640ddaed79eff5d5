"""Sandboxes from Docker containers: any image, limits held by the kernel.

Every command is a container of its own over the same writable folders, which are folders of the
host: no network, no capabilities, no new privileges, the engine's default filter of system calls, a
read-only root, an unprivileged user, and limits on memory, processors, processes and open files.
There is no quota on disk in Docker: what the folders hold is watched.
"""

import os
import random
import tempfile
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import Any

from sandbox import container, folder
from sandbox.engine import Engine, connect, engine_trouble, own_user
from sandbox.hosted import (
    HostedSandbox,
    fresh_place,
    machine_trouble,
    own_name,
    owner_lives,
    sweep,
)
from sandbox.images import (
    BASE,
    PYTHON,
    base_image,
    image_folder,
    image_volumes,
    python_pack,
)
from sandbox.interface import Completed, Mount, SandboxSpec, SandboxUnavailable
from sandbox.running import clean_environment
from sandbox.store import ImageStore

_VOLUME = "size=16m,nr_inodes=1000"
_FIRST_UID, _UIDS = 200_000, 1_000_000
# By descriptors: names may be longer than any path that the kernel takes.
_CHOWN = """
import os, sys
owner = int(sys.argv[1])
for _, folders, files, top in os.fwalk("/hgm/root", topdown=False):
    for name in (*folders, *files):
        os.chown(name, owner, owner, dir_fd=top, follow_symlinks=False)
"""
_PROBE = "import os, sys; open('/tmp/probe', 'w').write(f'{os.getuid()} {sys.executable}')"


class Docker:
    """The driver. Run by root, every sandbox is a user of its own on the host."""

    name = "docker"

    def __init__(
        self,
        base: Path | None = None,
        *,
        image: str = BASE,
        cache: Path | None = None,
        image_bytes: int | None = None,
    ) -> None:
        """`image` is what our own images are built on, `image_bytes` what those of tasks may take
        together; None: whatever they take.
        """
        self._image_bytes = image_bytes
        self._base = base or Path(tempfile.gettempdir())
        self._image = image
        self._cache = cache or Path.home() / ".cache" / "hgm"
        self._random = random.SystemRandom()

    def trouble(self) -> str | None:
        """Why Docker cannot be used here, found out by using it; or None."""
        try:
            with self.open(SandboxSpec()) as sandbox:
                command = [sandbox.python, "-c", _PROBE]
                completed = sandbox.exec(command, cwd="/tmp", seconds=60)
                if not completed.succeeded:
                    text = completed.output.decode(errors="replace").strip()
                    return f"Docker works, but a container could not use its folders: {text}"
                sandbox.read_file("/tmp/probe", max_bytes=1000)
        except FileNotFoundError:
            return "The Docker engine does not see this machine's files: it must run here."
        except SandboxUnavailable as error:
            return f"Docker cannot be used: {error}."
        return None

    def about(self) -> tuple[str, tuple[Path, ...]]:
        """See Sandboxes; the engine's own folder counts where it can be seen."""
        engine = self._engine
        places = (self._base, self._cache, engine.storage)
        return f"engine {engine.version}", tuple(each for each in places if each.is_dir())

    @contextmanager
    def open(self, spec: SandboxSpec) -> Iterator["DockerSandbox"]:
        """A fresh sandbox. Raises SandboxUnavailable."""
        engine, pack = self._engine, self._pack
        uid = None if spec.as_root else self._fresh_uid()
        overlays = spec.image is not None and spec.as_root and self._sees_overlays
        using = self.images.use(spec.image) if spec.image else nullcontext(self._default)
        with using as image, fresh_place(self._base, spec) as place:
            sandbox = DockerSandbox(
                engine, image, place, spec, pack=pack, uid=uid, overlays=overlays
            )
            if spec.image:
                sandbox.fill(partial(self._image_folder, image, spec))
            yield sandbox

    def _image_folder(self, image: str, spec: SandboxSpec, inside: str) -> Path:
        return image_folder(
            self._engine.api, image, inside, self._cache, hides_history=spec.hides_history
        )

    def sweep(self, labels: Mapping[str, str]) -> int:
        """Remove what killed engines left: their containers outlive them.

        Where no engine answers, none of its containers runs; what is left of them goes another day.
        """
        try:
            with engine_trouble():
                self._engine.api.ping()
        except SandboxUnavailable:
            return sweep(self._base, labels, lambda _: None)
        removed = sweep(self._base, labels, self._remove_containers)
        return removed + self._remove_orphans(labels)

    def _remove_containers(self, place: Path) -> None:
        with engine_trouble():
            for found in self._containers({"hgm.place": place.name}):
                container.remove(self._engine.api, found["Id"])
        if os.getuid() and not self._engine.is_rootless:
            # Its code may have been root when the engine was killed.
            labels = {"hgm": "sandbox", "hgm.owner": own_name()}
            give(
                self._engine, self._default, self._pack, place / "root", os.getuid(), labels=labels
            )

    def _remove_orphans(self, labels: Mapping[str, str]) -> int:
        """Containers whose owner is dead and whose folders are gone already, or never were."""
        with engine_trouble():
            wanted = {f"hgm.{name}": value for name, value in labels.items()}
            dead = [
                found
                for found in self._containers({})
                if wanted.items() <= found["Labels"].items() or "hgm.place" not in found["Labels"]
                if not owner_lives(found["Labels"].get("hgm.owner", ""))
            ]
            for found in dead:
                container.remove(self._engine.api, found["Id"])
            return len(dead)

    def _containers(self, labels: Mapping[str, str]) -> Sequence[Mapping[str, Any]]:
        wanted = ["hgm=sandbox", *(f"{name}={value}" for name, value in labels.items())]
        found: Sequence[Mapping[str, Any]] = self._engine.api.containers(
            all=True, filters={"label": wanted}
        )
        return found

    @cached_property
    def _engine(self) -> Engine:
        engine = connect()
        # A driver has no end of its own; its connections end with it.
        weakref.finalize(self, engine.api.close)
        return engine

    @cached_property
    def images(self) -> ImageStore:
        """The images of tasks. Raises SandboxUnavailable."""
        return ImageStore(
            self._engine.api,
            self._cache,
            place=self._engine.storage,
            max_bytes=self._image_bytes,
        )

    @cached_property
    def _default(self) -> str:
        return base_image(self._engine.api, self._image)

    @cached_property
    def _pack(self) -> Path:
        return python_pack(self._engine.api, self._image, self._cache)

    @cached_property
    def _sees_overlays(self) -> bool:
        """Whether containers see what we mount: their engine may have mounts of its own."""
        spec = SandboxSpec(writable=("/probe",), as_root=True)
        with fresh_place(self._base, spec) as place:
            for name in ("nothing", "source"):
                folder.make(place, name)
            (place / "source" / "word").write_text("seen")
            sandbox = DockerSandbox(
                self._engine, self._default, place, spec, pack=self._pack, uid=None, overlays=True
            )
            sandbox.fill(lambda inside: place / ("source" if inside == "/probe" else "nothing"))
            return sandbox.exec(["cat", "/probe/word"], cwd="/", seconds=60).output == b"seen"

    def _fresh_uid(self) -> int | None:
        if os.getuid() or self._engine.is_rootless:
            return None
        return _FIRST_UID + self._random.randrange(_UIDS)


class DockerSandbox(HostedSandbox):
    """One sandbox; every `exec` is a container over the same folders."""

    python = f"{PYTHON}/bin/python3"

    def __init__(
        self,
        engine: Engine,
        image: str,
        place: Path,
        spec: SandboxSpec,
        *,
        pack: Path,
        uid: int | None,
        overlays: bool,
    ) -> None:
        owner = -1 if uid is None else uid
        super().__init__(place, spec, owner=owner, overlays=overlays)
        self._engine = engine
        self._as_root = spec.as_root
        with machine_trouble():
            self._folders.make("/dev/shm")
        user = "0:0" if spec.as_root else own_user(engine, uid)
        volumes = image_volumes(engine.api, image) if spec.image else []
        labels = _labels(place, spec)
        self._give: Callable[[int], None] | None = None
        if self._is_foreign(user):
            self._give = partial(give, engine, image, pack, self._folders.root, labels=labels)
        self._options = {
            "image": image,
            "user": user,
            "hostname": "sandbox",
            "healthcheck": {"test": ["NONE"]},
            "labels": labels,
            "use_config_proxy": False,
            "host_config": self._host_config(place, spec, pack, user, volumes),
        }

    def fill(self, content: Callable[[str], Path]) -> None:
        """Put into every writable folder what `content` gives for it."""
        with machine_trouble():
            for inside in self._folders.writable:
                self._folders.fill(inside, content(str(inside)))

    def _is_foreign(self, user: str) -> bool:
        """Whether what code writes as that user belongs to somebody else than us outside."""
        if user != "0:0" or self._engine.is_rootless:
            return False
        if self._engine.remaps_users:
            raise SandboxUnavailable("an engine that remaps users cannot run an image as its root")
        return os.getuid() != 0

    def path(self, inside: str) -> str:
        """The path itself: the sandbox has its own root."""
        return inside

    def exec(
        self,
        command: Sequence[str],
        *,
        cwd: str,
        seconds: float,
        environment: Mapping[str, str] | None = None,
    ) -> Completed:
        """Run a command in a container, which is gone when this returns."""
        self._folders.reopen()
        words = {"HGM_ROOT": "", **(environment or {})}
        if not self._as_root:
            words = clean_environment(environment, path=None, root="")
        perl = f"{PYTHON}/bin/perl"
        options = container.command_options(command, perl=perl, cwd=cwd, environment=words)
        with self._handed_over():
            return container.run(
                self._engine,
                {**self._options, **options},
                seconds=seconds,
                limits=self._limits,
                folders=self._folders.watched,
                layered=self._as_root,
            )

    @contextmanager
    def _handed_over(self) -> Iterator[None]:
        """The folders belong to the code while it runs, and to us before and after."""
        if self._give is None:
            yield
            return
        self._give(0)
        try:
            yield
        finally:
            self._give(os.getuid())

    def _host_config(
        self, place: Path, spec: SandboxSpec, pack: Path, user: str, volumes: Sequence[str]
    ) -> Any:
        from docker.types import LogConfig, Ulimit

        limits = spec.limits
        shown = [Mount(pack, PYTHON), *spec.mounts]
        shown += _root_settings(place) if spec.as_root else _identity(place, user)
        mounts = [_bind(each.host, each.inside, read_only=True) for each in shown]
        writable = (*self._folders.writable, PurePosixPath("/dev/shm"))
        mounts += [_bind(self._folders.host(each), str(each), read_only=False) for each in writable]
        return self._engine.api.create_host_config(
            mounts=mounts,
            tmpfs={each: _VOLUME for each in volumes if PurePosixPath(each) not in writable},
            network_mode="bridge" if spec.network else "none",
            ipc_mode="none",
            cap_drop=["ALL"],
            security_opt=["no-new-privileges"],
            read_only=not spec.as_root,
            mem_limit=limits.memory_bytes,
            memswap_limit=limits.memory_bytes,
            nano_cpus=int(min(limits.cpus, self._engine.cpus) * 1e9),
            # The first process and one more, so that the watch sees the limit being passed.
            pids_limit=limits.processes + 2,
            ulimits=[
                Ulimit(name="nofile", soft=limits.open_files, hard=limits.open_files),
                Ulimit(name="fsize", soft=limits.disk_bytes, hard=limits.disk_bytes),
                Ulimit(name="core", soft=0, hard=0),
            ],
            # Nothing that is printed may fill the engine's disk.
            log_config=LogConfig(type="none"),
        )


def give(
    engine: Engine, image: str, pack: Path, folders: Path, owner: int, *, labels: Mapping[str, str]
) -> None:
    """Give what folders hold to a user, which on this host only root could do.

    Raises SandboxUnavailable.
    """
    mounts = [_bind(pack, PYTHON, read_only=True), _bind(folders, "/hgm/root", read_only=False)]
    host = engine.api.create_host_config(
        mounts=mounts,
        network_mode="none",
        cap_drop=["ALL"],
        cap_add=["CHOWN", "DAC_READ_SEARCH"],
        security_opt=["no-new-privileges"],
        read_only=True,
    )
    container.run_trusted(
        engine,
        {
            "image": image,
            "user": "0:0",
            "entrypoint": [f"{PYTHON}/bin/python3", "-ISc", _CHOWN, str(owner)],
            "labels": labels,
            "host_config": host,
        },
    )


def _bind(host: Path, inside: str, *, read_only: bool) -> Any:
    from docker.types import Mount as Bind

    return Bind(inside, str(host.absolute()), type="bind", read_only=read_only)


def _identity(place: Path, user: str) -> Iterator[Mount]:
    """Files by which programs know who they are, and an empty folder for the message queues."""
    number = user.partition(":")[0]
    names = {
        "passwd": f"root:x:0:0::/root:/bin/sh\nagent:x:{number}:{number}::/tmp:/bin/sh\n",
        "group": f"root:x:0:\nagent:x:{number}:\n",
    }
    for name, text in names.items():
        file = place / name
        file.write_text(text)
        file.chmod(0o644)
        yield Mount(file, f"/etc/{name}")
    folder.make(place, "empty")
    yield Mount(place / "empty", "/dev/mqueue")


def _root_settings(place: Path) -> Iterator[Mount]:
    """A file without which apt would give up being root, and fail: that takes a power."""
    file = place / "apt.conf"
    file.write_text('APT::Sandbox::User "root";\n')
    file.chmod(0o644)
    yield Mount(file, "/etc/apt/apt.conf.d/99hgm")


def _labels(place: Path, spec: SandboxSpec) -> dict[str, str]:
    labels = {f"hgm.{name}": value for name, value in spec.labels}
    return {"hgm": "sandbox", "hgm.place": place.name, "hgm.owner": own_name(), **labels}
