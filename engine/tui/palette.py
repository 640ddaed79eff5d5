"""Colours that people see apart whatever their eyes (Okabe and Ito), always beside a sign."""

from typing import Final

from archive.values import ExpansionOutcome, Verdict

BLUE: Final = "#56b4e9"
ORANGE: Final = "#e69f00"
YELLOW: Final = "#f0e442"
PURPLE: Final = "#cc79a7"
GREEN: Final = "#2fbf95"

BEST = f"bold {YELLOW}"
GOOD = BLUE
BAD = ORANGE
TROUBLE = PURPLE
QUIET = "dim"
TITLE = f"bold {GREEN}"

SIGNS = {
    Verdict.RESOLVED: ("✓", GOOD),
    Verdict.UNRESOLVED: ("✗", BAD),
    Verdict.ERROR: ("!", TROUBLE),
    ExpansionOutcome.CHILD: ("✓", GOOD),
    ExpansionOutcome.FAILED: ("✗", BAD),
    ExpansionOutcome.ERROR: ("!", TROUBLE),
    None: ("…", GREEN),
}
"""Of how a job ended; None while it runs."""
