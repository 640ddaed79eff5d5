"""The worlds in which policies are compared: 26 regimes, and 10 that strain every assumption."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.lab.world import World


@dataclass(frozen=True, slots=True)
class Regime:
    """A world with a name."""

    name: str
    world: World


_HIGH_MISMATCH = World(gain=0.4, wandering=0.6, spread=0.22, drift=-0.15)

REGIMES: Mapping[str, Regime] = {
    "01": Regime("default", World()),
    "02": Regime("low mismatch", World(gain=0.25, deception=0.6, wandering=0.15)),
    "03": Regime("high mismatch", _HIGH_MISMATCH),
    "04": Regime("no metaproductivity", World(gain=0.0, wandering=0.0, drift=-0.05)),
    "05": Regime("deceptive", World(gain=0.35, deception=-0.6)),
    "06": Regime("many broken", World(broken=0.40)),
    "07": Regime("few broken", World(broken=0.02)),
    "08": Regime(
        "homogeneous tasks",
        World(difficulty_spread=0.3, discrimination=1.0, discrimination_spread=0.0, easy=0, hard=0),
    ),
    "09": Regime("very heterogeneous tasks", World(difficulty_spread=4.0, discrimination=3.0)),
    "10": Regime("220 tasks", World(tasks=220)),
    "11": Regime("strong interaction", World(interaction=1.5)),
    "12": Regime("start 40 %", World(start=0.40, spread=0.22, drift=-0.08)),
    "13": Regime("heavy tails", World(tails=2.0, spread=0.25)),
    "14": Regime("harsh drift", World(drift=-0.3, spread=0.4, tails=None)),
    "15": Regime("cheap expansions", World(expansion_cost=1.0)),
    "16": Regime("dear expansions", World(expansion_cost=20.0)),
    "17": Regime("10 workers", World(workers=10)),
    "18": Regime("20 workers", World(workers=20)),
    "19": Regime("small budget", World(evaluations=300)),
    "20": Regime("large budget", World(evaluations=2400)),
    "21": Regime("adverse", replace(_HIGH_MISMATCH, workers=20, broken=0.35, deception=-0.3)),
    "22": Regime(
        "another response curve",
        World(discrimination_spread=1.0, interaction=1.0, touched=0.6),
    ),
    "23": Regime("five skills", World(skills=5, skill_spread=0.6)),
    "24": Regime("regression to the root", World(regression=0.35, drift=0.0)),
    "25": Regime("flaky verdicts", World(flips=0.12)),
    "26": Regime(
        "220 tasks, 20 workers, start 40 %",
        World(tasks=220, workers=20, start=0.40, interaction=1.0),
    ),
    "31": Regime("little inheritance", World(regression=0.8)),
    "32": Regime("extreme interaction", World(interaction=3.0)),
    "33": Regime("start 5 %", World(start=0.05)),
    "34": Regime("start 65 %", World(start=0.65)),
    "35": Regime("root unknown", World(root_known=False)),
    "36": Regime("20 tasks", World(tasks=20)),
    "37": Regime("flat", World(drift=-0.6, spread=0.15)),
    "38": Regime("depth fatigue", World(fatigue=0.03)),
    "39": Regime("most edits idle", World(idle=0.85, spread=0.8)),
    "40": Regime("moving ceilings", World(deception=-1.0, memory=1.0, gain=0.5)),
    "51": Regime("slow failures, 20 workers", World(slow_failures=4.0, workers=20)),
    "52": Regime("slow failures, 4 workers", World(slow_failures=4.0, workers=4)),
    "53": Regime("quick failures, 20 workers", World(slow_failures=0.25, workers=20)),
}
"""Number -> regime; the main ones up to 26, those that strain from 31 on, and from 51 on those of
verdicts that take the longer or the shorter to come.
"""

MAIN = tuple(number for number in REGIMES if number < "30")
STRESS = tuple(number for number in REGIMES if "30" < number < "50")
ASYNC = tuple(number for number in REGIMES if number > "50")
