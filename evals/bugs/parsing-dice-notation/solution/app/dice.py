"""Dice notation, as in "2d6+1d4-1"."""

import re

TERM = re.compile(r"([+-]?)(?:(\d*)d(\d+)|(\d+))")


def parse_roll(text):
    """Groups of dice as (sign, number, sides) and the constant of a roll.

    The number of dice may be left out: "d20" is "1d20". Raises ValueError for anything else.
    """
    text = text.replace(" ", "").lower()
    groups = []
    constant = 0
    position = 0
    while position < len(text):
        match = TERM.match(text, position)
        if match is None or (position > 0 and not match[1]):
            raise ValueError(f"not a roll: {text!r}")
        sign = -1 if match[1] == "-" else 1
        if match[4] is not None:
            constant += sign * int(match[4])
        else:
            groups.append((sign, int(match[2] or 1), int(match[3])))
        position = match.end()
    if position == 0:
        raise ValueError("an empty roll")
    return groups, constant


def bounds(text):
    """Least and greatest result of a roll."""
    groups, constant = parse_roll(text)
    low = high = constant
    for sign, number, sides in groups:
        ends = sorted([sign * number, sign * number * sides])
        low += ends[0]
        high += ends[1]
    return low, high


def average(text):
    """Mean result of a roll."""
    low, high = bounds(text)
    return (low + high) / 2


def roll(text, random):
    """One result of a roll, with the random.Random given."""
    groups, constant = parse_roll(text)
    total = constant
    for sign, number, sides in groups:
        total += sign * sum(random.randint(1, sides) for _ in range(number))
    return total
