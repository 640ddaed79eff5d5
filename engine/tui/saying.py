"""How agents' figures are said where there is little room."""

from engine.policies.belief import Floats
from engine.tui.snapshot import Snapshot


def score(now: Snapshot, agent: int, *, tally: bool) -> str:
    """How good an agent is, with its 95 % interval: `8/22 36% (20-57)`, or `~63% (55-71)` where it
    is a model's estimate of all tasks.
    """
    belief, counts = now.belief, now.lineage.tally(agent)
    if not belief.modelled and not counts.total:
        return "no verdict"
    said = _share(belief.accuracy, belief.low, belief.high, agent)
    if belief.modelled:
        return f"~{said}"
    return f"{counts.resolved}/{counts.total} {said}" if tally else said


def clade(now: Snapshot, agent: int, *, tally: bool) -> str:
    """How good an agent's clade is: the CMP estimate with its 95 % interval."""
    counts = now.lineage.clade(agent)
    if not now.belief.modelled and not counts.total:
        return "no verdict"
    said = _share(now.metaproductivity, now.outlook.clade_low, now.outlook.clade_high, agent)
    if now.belief.modelled:
        return f"~best {said}"
    return f"{counts.resolved}/{counts.total} {said}" if tally else said


def chance(now: Snapshot, column: Floats, agent: int) -> str:
    """How likely an agent is chosen, and how well that is known."""
    value, draws = float(column[agent]), now.outlook.draws
    if not draws:
        return f"{100 * value:.3g}%" if 0 < value < 1 else ("yes" if value else "no")
    if value:
        return f"{100 * value:.0f}%" if value >= 0.01 else f"{100 * value:.1f}%"
    return f"<{100 / draws:.1g}%"


def _share(middle: Floats, low: Floats, high: Floats, agent: int) -> str:
    ends = float(low[agent]), float(high[agent])
    said = f"{100 * middle[agent]:.0f}%"
    return f"{said} ({100 * ends[0]:.0f}-{100 * ends[1]:.0f})"
