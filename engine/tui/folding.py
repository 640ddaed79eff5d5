"""Where lines are broken so that they fit into a view."""

from collections.abc import Iterator

from rich.cells import cell_len

_INVISIBLE_PER_CELL = 4
"""Characters that one column may hold: marks without a width come in any number."""


def folds(line: str, width: int) -> Iterator[int]:
    """Where a line has to be broken to fit into so many columns: at a space if one is near."""
    if len(line) <= width and line.isascii():
        return
    if line.isascii():
        start = 0
        while len(line) - start > width:
            space = line.rfind(" ", start + 2 * width // 3, start + width)
            start = space + 1 if space >= 0 else start + width
            yield start
        return
    cells = letters = 0
    for place, letter in enumerate(line):
        wide = cell_len(letter)
        if cells + wide > width or letters >= width * _INVISIBLE_PER_CELL:
            yield place
            cells = letters = 0
        cells, letters = cells + wide, letters + 1
