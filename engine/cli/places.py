"""Which run a command is about."""

import tempfile
from pathlib import Path

RUNS = Path("runs")


def run_folder(given: Path | None) -> Path:
    """The run that was named, or the newest one below runs/. Raises NotAnArchive."""
    from archive.store import DATABASE
    from archive.values import NotAnArchive

    if given is not None:
        return given
    found = sorted(RUNS.glob(f"*/{DATABASE}"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise NotAnArchive(
            "There is no run below runs/: name a run's folder, or start one with hgm evolve."
        )
    return found[-1].parent


def new_run_folder() -> Path:
    """A folder below runs/ named by the time, in UTC."""
    from datetime import UTC, datetime

    name = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    folder, number = RUNS / name, 1
    while folder.exists():
        number += 1
        folder = RUNS / f"{name}-{number}"
    return folder


def absolute(name: str | None) -> str | None:
    """A folder's name as it is found from anywhere; a bundled name as it is."""
    if name is not None and Path(name).expanduser().is_dir():
        return str(Path(name).expanduser().resolve())
    return name


def absolute_benchmark(name: str | None) -> str | None:
    """The same for a benchmark, whose family may stand before a path: `swebench:PATH`."""
    if name is None or Path(name).expanduser().exists():
        return absolute(name)
    family, *rest = name.split(":")
    return ":".join([family, *(absolute_file(each) for each in rest)])


def absolute_file(name: str) -> str:
    """A file's or a folder's name as it is found from anywhere; anything else as it is."""
    file = Path(name).expanduser()
    return str(file.resolve()) if name and file.exists() else name


def writable(place: Path | None, *, folder: bool = False) -> None:
    """Raises InvalidConfiguration where a file, or a folder with files, could not be made there.

    To be asked before the work whose result is to be kept there.
    """
    from engine.configuration import InvalidConfiguration

    if place is None:
        return
    around = [place.absolute(), *place.absolute().parents] if folder else [place.absolute().parent]
    try:
        if not folder and place.is_dir():
            raise IsADirectoryError
        with tempfile.TemporaryFile(dir=next(filter(Path.exists, around), around[0])):
            pass
    except OSError as error:
        raise InvalidConfiguration(f"{place} cannot be written.") from error


def absolute_model(text: str) -> str:
    """A model whose file or folder is found from anywhere."""
    kind, _, name = text.partition(":")
    is_file = name and kind in ("scripted", "replay")
    return f"{kind}:{Path(name).expanduser().resolve()}" if is_file else text
