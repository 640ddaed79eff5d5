"""Applying filters to records (dictionaries)."""

import operator

from record_filter.parser import parse

OPERATORS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compare(symbol, left, right):
    """Compare as numbers where both sides are numbers, otherwise as text."""
    left, right = str(left), str(right)
    return OPERATORS[symbol](left, right)


def holds(tree, record):
    """Whether the tree holds for the record. A comparison with a missing field never holds."""
    head = tree[0]
    if head == "or":
        return holds(tree[1], record) or holds(tree[2], record)
    if head == "and":
        return holds(tree[1], record) and holds(tree[2], record)
    if head == "not":
        return not holds(tree[1], record)
    symbol, name, value = tree
    return name in record and _compare(symbol, record[name], value)


def select(records, text):
    """The records that the filter in text selects, in their order."""
    tree = parse(text)
    return [record for record in records if holds(tree, record)]
