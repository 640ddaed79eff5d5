"""Putting what an agent changed over a fresh copy."""

from pathlib import PurePosixPath

from evals.benchmark import Patch
from sandbox.interface import Sandbox

_SECONDS = 60


def apply_patch(patch: Patch, sandbox: Sandbox, folder: str) -> None:
    """Put what a patch leaves over what is in a folder. Raises UnsafeContent where it cannot be."""
    after = patch.after
    made = {path for path, file in after.items() if file is not None}
    gone = {path: _above(path, made) for path, file in after.items() if file is None}
    # Where a file or a link took a folder's place, all that is in the folder goes with it.
    if tops := sorted({top for top in gone.values() if top}):
        words = [f"{sandbox.path(folder)}/{top}" for top in tops]
        sandbox.exec(["rm", "-rf", "--", *words], cwd=folder, seconds=_SECONDS)
    sandbox.copy_in({path: file for path, file in after.items() if not gone.get(path)}, folder)


def _above(path: str, made: set[str]) -> str | None:
    """What of `made` is in the place of a folder that `path` was in."""
    return next((str(each) for each in PurePosixPath(path).parents if str(each) in made), None)
