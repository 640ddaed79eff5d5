"""Curves and bars made of letters."""

from collections.abc import Sequence

import numpy as np
from rich.text import Text

from engine.policies.belief import Floats
from engine.tui.history import Point
from engine.tui.palette import BEST, BLUE, QUIET

_BLOCKS = " ▁▂▃▄▅▆▇█"
_LABEL = 5


def curve(points: Sequence[Point], width: int, height: int) -> list[Text]:
    """The best agent's score over evaluations, with its interval as a band."""
    plot = max(10, width - _LABEL - 1)
    last = max(1, points[-1].evaluations)
    rows = [[" "] * plot for _ in range(height)]
    for column in range(plot):
        at = (column + 1) / plot * last
        known = [point for point in points if point.evaluations <= at]
        if known:
            _draw_column(rows, column, known[-1], height)
    return _labelled(rows, height, plot, last)


def _draw_column(rows: list[list[str]], column: int, point: Point, height: int) -> None:
    def place(share: float) -> int:
        return min(height - 1, int((1 - share) * height))

    for row in range(place(point.high), place(point.low) + 1):
        rows[row][column] = "░"
    rows[place(point.accuracy)][column] = "━"


def _labelled(rows: list[list[str]], height: int, plot: int, last: int) -> list[Text]:
    lines = []
    for number, row in enumerate(rows):
        label = f"{100 * (1 - number / height):.0f}%" if number % 2 == 0 else ""
        line = Text.assemble((f"{label:>{_LABEL}}│", QUIET), end="")
        for letter in row:
            line.append(letter, {"━": BEST, "░": BLUE}.get(letter, ""))
        lines.append(line)
    end = f"{last:,} evaluations"
    lines.append(Text(f"{'0':>{_LABEL + 2}}{end:>{max(0, plot - 1)}}", style=QUIET, end=""))
    return lines


def gauge(share: float, width: int) -> Text:
    """How much of something is used."""
    full = round(max(0.0, min(1.0, share)) * width)
    return Text.assemble(("█" * full, BLUE), ("░" * (width - full), QUIET), end="")


def spark(values: Floats, style: str) -> Text:
    """A row of columns, the highest as high as the line."""
    most = float(values.max(initial=0)) or 1.0
    steps = np.ceil(values / most * (len(_BLOCKS) - 1)).astype(int)
    return Text("".join(_BLOCKS[step] for step in steps.tolist()), style=style, end="")
