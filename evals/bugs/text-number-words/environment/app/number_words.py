"""Numbers in English words, up to 999,999."""

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _below_hundred(number):
    if number < 20:
        return SMALL[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f"-{SMALL[ones]}" if ones else "")


def _below_thousand(number):
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    return f"{SMALL[hundreds]} hundred" + _joined(rest)


def _joined(rest):
    """What follows hundreds or thousands; "and" comes before the last part below a hundred."""
    if rest < 100:
        return " and " + _below_hundred(rest)
    return " " + _below_thousand(rest)


def in_words(number):
    """The number in words. Raises ValueError beyond 999,999."""
    if number < 0:
        return "minus " + in_words(-number)
    if number > 999_999:
        raise ValueError(f"too large: {number}")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_thousand(rest)
    return f"{_below_thousand(thousands)} thousand" + _joined(rest)


def cheque_text(cents):
    """An amount as it is written on a cheque."""
    units, rest = divmod(cents, 100)
    return f"{in_words(units)} and {rest:02}/100"
