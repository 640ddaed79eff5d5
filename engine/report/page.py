"""The report: one file that says what a run did and how sure that is."""

from pathlib import Path

from archive.store import Archive
from engine.report.about import headline, sealed, title, what_was_run
from engine.report.costs import costs, errors
from engine.report.exploring import exploring
from engine.report.facts import Facts, gather
from engine.report.files import whole
from engine.report.heat import heat
from engine.report.html import Html, data, markup, page, tag
from engine.report.search import search
from engine.report.tree import details, draw_lineage, draw_scale

_FOLDER = Path(__file__).parent
_PARTS = {
    "sealed": "Result",
    "lineage-section": "Lineage",
    "search": "Search",
    "exploring": "Exploring",
    "tasks": "Tasks",
    "costs": "Costs",
    "errors": "Errors",
    "run": "What was run",
}


def write_report(archive: Archive, file: Path) -> None:
    """Write the page; whole or not at all."""
    text = report(gather(archive))
    with whole(file) as stream:
        stream.write(text.encode(errors="backslashreplace"))


def report(facts: Facts) -> str:
    """The page of a run; keys, and folders of this machine, are hidden in it."""
    grid, grid_data = heat(facts)
    body = (
        headline(facts),
        tag("nav", *(tag("a", text, href=f"#{id}") for id, text in _PARTS.items())),
        sealed(facts),
        _lineage(facts),
        search(facts),
        exploring(facts),
        grid,
        costs(facts),
        errors(facts),
        what_was_run(facts),
        tag("div", id="tip", hidden=""),
        data("agents", details(facts)),
        data("grid", grid_data),
    )
    style, script = ((_FOLDER / f"report.{kind}").read_text("utf-8") for kind in ("css", "js"))
    hide = facts.hiding.text
    # Not in style and script, whose digests the page names.
    told = Html(hide(markup(body)))
    return page(hide(title(facts)), told, style=style, script=script)


def _lineage(facts: Facts) -> Html:
    left = len(facts.lineage) - len(facts.drawn)
    said = (
        f" The {len(facts.drawn):,} agents of the most evaluated clades are drawn, and the best "
        f"with its ancestors; {left:,} others are left out and counted at their parents as +N."
        if left
        else ""
    )
    untold = len(facts.drawn) - 1 - len(facts.changes)
    if untold > 0:
        said += f" The changes of {untold:,} drawn agents are left out of this page."
    tools = (
        tag("button", "+", id="nearer", aria_label="nearer"),
        tag("button", "\N{MINUS SIGN}", id="farther", aria_label="farther"),
        tag("button", "all", id="fit"),
        tag("span", "Drag to move, Ctrl and wheel to enlarge, click an agent for its change.",
            class_="hint"),
    )  # fmt: skip
    return tag(
        "section",
        tag("h2", "Lineage"),
        tag(
            "p",
            "Each disc is an agent, its children to the right: the larger, the more is known of "
            "it, and the lighter, the more it resolves; hollow where nothing is known. The thick "
            f"line leads from the root to the best agent.{said}",
        ),
        tag("div", *tools, draw_scale(facts), class_="tools"),
        tag("div", draw_lineage(facts), class_="drawing"),
        tag("div", id="detail", hidden="", aria_live="polite"),
        id="lineage-section",
    )
