"""Taking what an agent changed over an image, and putting it over another copy."""

from pathlib import PurePosixPath

from evals.benchmark import Patch
from evals.patches import compare
from sandbox.files import File, Files
from sandbox.interface import Sandbox, UnsafeContent

_SECONDS = 60


def compare_within(before: Files, after: Files, *, max_bytes: int) -> Patch:
    """The patch that turns `before` into `after`, which may be large where they are the same.

    Raises UnsafeContent where what changed holds more than `max_bytes`, before and after together.
    """
    old: dict[str, File] = {}
    new: dict[str, File] = {}
    left = max_bytes
    for path in sorted(before.keys() | after.keys()):
        sides = before.get(path), after.get(path)
        if sides[0] == sides[1]:
            continue
        for side, file in zip((old, new), sides, strict=True):
            if file is not None:
                side[path] = file
                left -= len(file.content)
        if left < 0:
            raise UnsafeContent(f"what changed holds more than {max_bytes} bytes")
    return compare(old, new)


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
