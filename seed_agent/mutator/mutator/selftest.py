"""Is this agent fit to run? It must repair small exercises that its simplest rules reach."""

import shutil

from mutator.patterns import parse
from mutator.practice import EXERCISES, write_exercise
from mutator.repair import Repair
from mutator.rules import RULES

_BREAKS = (("low <= value", "low < value"), ("value < high", "value <= high"))


def check():
    """None if fit, otherwise what is wrong."""
    for rule in RULES:
        parse(rule.before), parse(rule.after)
    source, tests = EXERCISES[0]
    repaired = 0
    for right, wrong in _BREAKS:
        root = write_exercise(source.replace(right, wrong), tests)
        changed = Repair(root, 5.0, lambda **_: None).run()
        repaired += bool(changed)
        shutil.rmtree(root)
    return None if repaired else "it repairs none of its exercises"
