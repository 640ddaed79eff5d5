"""Images: ours are built once per content, a task's are used as they are."""

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox.engine import engine_trouble
from sandbox.files import File, Files
from sandbox.hosted import own_name
from sandbox.interface import Candidates, Image, Recipe, SandboxUnavailable

if TYPE_CHECKING:
    from docker import APIClient

BASE = "debian:bookworm-slim"
PYTHON = "/hgm/python"
"""Where the runtime pack is, inside every container; its binary names itself by this path."""
_RECIPES = Path(__file__).parent / "images"
_BUILD_SECONDS = 1800
_EXPORT_BYTES, _EXPORT_PROCESSES = 4 * 1024**3, 64
# Leaves of a repository's history what its working tree is compared with. Without git in the image
# nobody inside misses a history, and its objects could still be read.
_FORGET = """
cd "$0" 2>/dev/null && [ -e .git ] || exit 0
if command -v git >/dev/null && git rev-parse -q --verify HEAD >/dev/null; then
    git clone -q --no-checkout --depth 1 --no-tags "file://$PWD" /hgm-forget || exit 1
fi
rm -rf .git || exit 1
[ -d /hgm-forget ] || exit 0
mv /hgm-forget/.git .git && git remote remove origin && git reset -q && rm -rf .git/logs
"""


def build_image(
    api: "APIClient",
    context: Files,
    *,
    name: str,
    base: str | None = None,
    seconds: float = _BUILD_SECONDS,
) -> str:
    """The id of the image that a folder with a Dockerfile makes; built only where it is not there.

    `base` is given to the build as the argument BASE. Raises SandboxUnavailable.
    """
    tag = _tag(name, context, _image_id(api, base) if base else "")
    with engine_trouble():
        arguments = {"BASE": base} if base else {}
        return _find(api, tag) or _build(api, context, tag, arguments, seconds)


def find_image(api: "APIClient", image: Image) -> str | None:
    """The id of an image if it is on this machine. Raises SandboxUnavailable."""
    with engine_trouble():
        return next((id for each in _tags(image) if (id := _find(api, each))), None)


def image_tag(image: Image) -> str:
    """The first of the names under which an image can be on this machine."""
    return _tags(image)[0]


def _tags(image: Image) -> list[str]:
    match image:
        case str():
            return [image]
        case Recipe():
            return [_tag(image.name, image.context)]
        case Candidates():
            return [*image.names, *(_tags(image.recipe) if image.recipe else ())]


def _tag(name: str, context: Files, base: str = "") -> str:
    """The name of a built image, which is another one for every content."""
    stamp = hashlib.sha256(base.encode())
    for path, file in sorted(context.items()):
        stamp.update(f"{path}\0{hashlib.sha256(file.content).hexdigest()}\0".encode())
        stamp.update(str(file.executable).encode())
    return f"hgm/{name}:{stamp.hexdigest()[:32]}"


def require_image(api: "APIClient", image: Image) -> str:
    """The id of an image; fetched or built where it is not there. Raises SandboxUnavailable."""
    if isinstance(image, Recipe):
        return build_image(api, image.context, name=image.name, seconds=image.seconds)
    if isinstance(image, Candidates):
        return _choose(api, image)
    return _image_id(api, image)


def _choose(api: "APIClient", image: Candidates) -> str:
    found = find_image(api, image)
    if found is not None:
        return found
    why = ""
    if image.recipe is not None:
        try:
            return require_image(api, image.recipe)
        except SandboxUnavailable as error:
            why = f"{error}; "
    try:
        return _image_id(api, image.names[0])
    except SandboxUnavailable as error:
        raise SandboxUnavailable(f"{why}{error}") from error


def base_image(api: "APIClient", base: str) -> str:
    """The image for whoever asks for none: `base` with a Python and git."""
    return build_image(api, _recipe("base.Dockerfile"), name="base", base=base)


def python_pack(api: "APIClient", base: str, cache: Path) -> Path:
    """A folder with the Python of `base` that runs in any image, made once per content.

    Raises SandboxUnavailable.
    """
    context = _recipe("python.Dockerfile", "make_python.py")
    image = build_image(api, context, name="python", base=base)
    place = cache / f"python-{image.removeprefix('sha256:')[:32]}"
    if not place.is_dir():
        _export(api, image, PYTHON, place)
    return place


def image_folder(
    api: "APIClient", image: str, inside: str, cache: Path, *, hides_history: bool = False
) -> Path:
    """What an image holds in a folder, on the host, copied once; empty where it has no such folder.

    With `hides_history`, a git repository there holds its HEAD commit and no other. Raises
    SandboxUnavailable.
    """
    command = ["/bin/sh", "-c", _FORGET, inside] if hides_history else None
    stamp = hashlib.sha256(f"{inside}\0{command}".encode()).hexdigest()[:16]
    place = cache / f"{_folder_prefix(image)}{stamp}"
    if not place.is_dir():
        _export(api, image, inside, place, command)
    return place


def folders_of(cache: Path, image: str) -> list[Path]:
    """All that `image_folder` copied of an image."""
    return list(cache.glob(f"{_folder_prefix(image)}*"))


def _folder_prefix(image: str) -> str:
    return f"folder-{image.removeprefix('sha256:')[:32]}-"


def image_volumes(api: "APIClient", image: str) -> list[str]:
    """Folders that the image wants as volumes, which would be writable without any limit."""
    with engine_trouble():
        return list((_inspect(api, image)["Config"] or {}).get("Volumes") or ())


def _inspect(api: "APIClient", name: str) -> dict[str, Any]:
    found: dict[str, Any] = api.inspect_image(name)  # type: ignore[no-untyped-call] # the stubs'
    return found


def _recipe(dockerfile: str, *more: str) -> Files:
    files = {name: File((_RECIPES / name).read_bytes()) for name in more}
    return {"Dockerfile": File((_RECIPES / dockerfile).read_bytes()), **files}


def _find(api: "APIClient", name: str) -> str | None:
    from docker.errors import ImageNotFound

    try:
        return str(_inspect(api, name)["Id"])
    except ImageNotFound:
        return None


def _image_id(api: "APIClient", name: str) -> str:
    with engine_trouble(f"the image {name} is not on this machine and cannot be fetched"):
        found = _find(api, name)
        if found is None:
            for line in api.pull(name, stream=True, decode=True):
                if "error" in line:
                    raise SandboxUnavailable(f"the image {name} cannot be had: {line['error']}")
            found = _find(api, name)
        if found is None:
            raise SandboxUnavailable(f"the image {name} was fetched and is not there")
        return found


def _build(
    api: "APIClient", context: Files, tag: str, arguments: Mapping[str, str], seconds: float
) -> str:
    said = []
    lines = api.build(
        fileobj=io.BytesIO(_as_tar(context)),
        custom_context=True,
        tag=tag,
        buildargs=dict(arguments),
        labels={"hgm": "image"},
        rm=True,
        forcerm=True,
        decode=True,
        timeout=int(seconds),
    )
    for line in lines:
        said.append(line.get("stream", ""))
        if "error" in line:
            tail = "".join(said)[-2000:].strip()
            raise SandboxUnavailable(f"{tag} cannot be built: {line['error']}: {tail}")
    found = _find(api, tag)
    if found is None:
        raise SandboxUnavailable(f"{tag} was built and is not there")
    return found


def _as_tar(files: Files) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path, file in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size = len(file.content)
            entry.mode = 0o755 if file.executable else 0o644
            archive.addfile(entry, io.BytesIO(file.content))
    return content.getvalue()


def _export(
    api: "APIClient", image: str, inside: str, place: Path, command: Sequence[str] | None = None
) -> None:
    """Copy a folder of an image to the host, complete or not at all; first run a command in it."""
    with engine_trouble(), _unfinished(place) as made:
        top = made / "top"
        top.mkdir()
        _unpack(api, image, inside, top, command)
        for folder in (top, *(each for each in top.rglob("*") if each.is_dir())):
            if not folder.is_symlink():
                folder.chmod(0o755)
        # Another process may have made the same meanwhile; either will do.
        with suppress(OSError):
            os.rename(top, place)  # noqa: PTH104
    if not place.is_dir():
        raise SandboxUnavailable(f"{place} could not be made")


@contextmanager
def _unfinished(place: Path) -> Iterator[Path]:
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place.parent, prefix=".making-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _unpack(
    api: "APIClient", image: str, inside: str, target: Path, command: Sequence[str] | None
) -> None:
    from docker.errors import NotFound

    container = _create(api, image, command or ["true"])
    try:
        if command is not None:
            _run(api, container)
        # The folder itself where the image has a link to it in this place.
        blocks, _ = api.get_archive(container, f"{inside.rstrip('/')}/.")
        with tempfile.TemporaryFile() as file:
            file.writelines(blocks)
            file.seek(0)
            with tarfile.open(fileobj=file) as archive:
                # Checked by us: the filters of tarfile came with 3.11.4 only.
                archive.extraction_filter = lambda member, _: member
                archive.errorlevel = 2
                archive.extractall(target, _inside(archive, target.resolve()))  # noqa: S202
    except NotFound:
        return
    finally:
        api.remove_container(container, force=True, v=True)


def _create(api: "APIClient", image: str, command: Sequence[str]) -> str:
    """A container of an image, to look at or to run something of ours in."""
    host = api.create_host_config(
        network_mode="none",
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        mem_limit=_EXPORT_BYTES,
        pids_limit=_EXPORT_PROCESSES,
    )
    word, *more = command
    made = api.create_container(
        image,
        more,
        entrypoint=[word],
        user="0:0",
        use_config_proxy=False,
        host_config=host,
        labels={"hgm": "sandbox", "hgm.owner": own_name()},
    )
    return str(made["Id"])


def _run(api: "APIClient", container: str) -> None:
    api.start(container)
    code = api.wait(container, timeout=_BUILD_SECONDS)["StatusCode"]
    if code:
        said = api.logs(container)[-2000:].decode(errors="replace").strip()
        raise SandboxUnavailable(f"a git history could not be hidden: {said}")


def _inside(archive: tarfile.TarFile, target: Path) -> Iterator[tarfile.TarInfo]:
    """The members that make no device and lead nowhere else, one by one as they are unpacked."""
    for member in archive:
        places = [target / member.name, *([target / member.linkname] if member.islnk() else ())]
        if not all(place.resolve().is_relative_to(target) for place in places):
            raise SandboxUnavailable(f"the image holds a file that leads outside: {member.name}")
        if not member.isdev():
            member.mode &= 0o755
            # Whoever it belongs to in the image: code there has no power over others' files.
            member.uid, member.gid, member.uname, member.gname = os.getuid(), os.getgid(), "", ""
            yield member
