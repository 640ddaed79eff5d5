"""What this agent knows of repairs. Its descendants add, reweigh and drop rules.

A rule rewrites one fragment of Python into another. `_a`, `_b`, ... stand for any expression, `_n` for a name,
`_k` for a constant, `_m` for an attribute's or function's identifier, `_S` for any statement. What stands only on the right is
filled with what is in scope.
"""

from mutator.patterns import Rule

RULES = [
    Rule("_a < _b", "_a <= _b", 1.0),
    Rule("_a <= _b", "_a < _b", 1.0),
    Rule("_a > _b", "_a >= _b", 1.0),
    Rule("_a >= _b", "_a > _b", 1.0),
    Rule("_a and _b", "_a or _b", 1.0),
    Rule("_a or _b", "_a and _b", 1.0),
    Rule("_a + 1", "_a", 1.0),
    Rule("_a - 1", "_a", 1.0),
]
