"""What `hgm browse` looks like: every screen of a run at two sizes, as SVG. `make screens`."""

import argparse
import asyncio
import re
from pathlib import Path

from textual.pilot import Pilot

from archive.store import Archive
from engine.tui.app import Browse

SIZES = {"small": (80, 24), "large": (120, 40)}
SCREENS = {
    "lineage": [],
    "diff": ["d"],
    "expansion": ["x"],
    "evaluations": ["e"],
    "patch": ["e", "enter", "tab"],
    "transcript": ["e", "enter", "shift+tab"],
    "agents": ["2"],
    "run": ["3"],
    "help": ["question_mark"],
}
"""Name -> the keys that lead there from the first screen."""
_PATIENCE = 60.0
_FONT = re.compile(r"@font-face\s*{[^}]*}\s*")
"""Would be fetched from elsewhere."""


def main() -> None:
    """Draw them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("--output", type=Path, default=Path("docs/screens"))
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        for screen in SCREENS:
            picture = asyncio.run(draw(options.run, screen, size))
            (options.output / f"{screen}-{size}.svg").write_text(picture)


async def draw(run: Path, screen: str, size: str) -> str:
    """One screen of a run."""
    app = Browse(run, Archive.open(run))
    async with app.run_test(size=SIZES[size]) as pilot:
        await _settled(app, pilot)
        for key in SCREENS[screen]:
            await pilot.press(key)
            await _settled(app, pilot)
        picture = app.export_screenshot(title=f"hgm browse {run.name}", simplify=True)
        return _FONT.sub("", picture).replace("Fira Code", "monospace")


async def _settled(app: Browse, pilot: Pilot[None]) -> None:
    """Wait until everything is read and nothing changes any more."""
    until = asyncio.get_running_loop().time() + _PATIENCE
    while not app.knows_all and asyncio.get_running_loop().time() < until:
        await pilot.pause(0.1)
    before = ""
    while (now := app.export_screenshot(simplify=True)) != before:
        before = now
        await pilot.pause(1.5)


if __name__ == "__main__":
    main()
