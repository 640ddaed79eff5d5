"""An agent that came from elsewhere: is it fit to run, and where is it kept?"""

import os
import shutil
import tempfile
from pathlib import Path

from archive.values import Source
from engine.agents import InvalidAgent, TreeCache, check_agent, read_manifest, say_ending
from engine.configuration import InvalidConfiguration
from engine.packages import CannotInstall, PackageCache
from sandbox.interface import Sandboxes, SandboxSpec

_CHECK_SECONDS = 60


def check_in_sandbox(source: Source, sandboxes: Sandboxes) -> None:
    """Run its self-test. Raises InvalidAgent where it fails, SandboxUnavailable."""
    requirements = read_manifest(source).requirements
    with tempfile.TemporaryDirectory(prefix="hgm-import-") as place:
        Path(place).chmod(0o755)
        mounts = [TreeCache(Path(place, "trees")).mount(source)]
        if requirements:
            try:
                mounts.append(PackageCache(Path(place, "packages"), sandboxes).mount(requirements))
            except CannotInstall as error:
                raise InvalidAgent(f"what it requires cannot be installed: {error}") from error
        with sandboxes.open(SandboxSpec(mounts=tuple(mounts))) as sandbox:
            completed = check_agent(sandbox, source, seconds=_CHECK_SECONDS)
    if not completed.succeeded:
        tail = ascii(completed.output[-500:].decode(errors="replace").strip())[1:-1]
        raise InvalidAgent(f"it is not fit to run: {say_ending(completed, 'its check')} {tail}")


def write_folder(source: Source, place: Path) -> None:
    """Its files, complete or not at all. Raises InvalidConfiguration where the folder is taken."""
    place = place.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise InvalidConfiguration(f"{place} exists already: give another folder with -o.")
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.making-"))
    try:
        made.chmod(0o755)
        for path, content in source.items():
            (made / path).parent.mkdir(parents=True, exist_ok=True)
            (made / path).write_bytes(content)
        os.rename(made, place)  # noqa: PTH104
    finally:
        shutil.rmtree(made, ignore_errors=True)
