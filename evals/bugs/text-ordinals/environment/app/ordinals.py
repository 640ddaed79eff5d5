"""English ordinal numbers: 1st, 2nd, 3rd."""

import re

ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ending(number):
    """The letters after an ordinal number."""
    number = abs(number)
    if 11 <= number <= 13:
        return "th"
    return ENDINGS.get(number % 10, "th")


def ordinal(number):
    """The number with its ending, such as "21st"."""
    return f"{number}{ending(number)}"


def parse_ordinal(text):
    """The number of a text such as "21st". Raises ValueError if the ending is not the right one."""
    match = re.fullmatch(r"(\d+)(st|nd|rd|th)", text.strip().lower())
    if match is None or ending(int(match[1])) != match[2]:
        raise ValueError(f"not an ordinal number: {text!r}")
    return int(match[1])


def replace_numbers(text):
    """The text with every "#12" replaced by the ordinal number."""
    return re.sub(r"#(\d+)", lambda match: ordinal(int(match[1])), text)


def ranking(names):
    """One line for each name, the best one first."""
    return [f"{ordinal(place)}: {name}" for place, name in enumerate(names, start=1)]
