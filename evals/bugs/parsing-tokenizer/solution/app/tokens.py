"""Splitting arithmetic expressions into tokens."""

OPERATORS = "+-*/()"


def tokenize(text):
    """Numbers, names and operators, in order. ValueError for anything else."""
    tokens = []
    position = 0
    while position < len(text):
        letter = text[position]
        if letter.isspace():
            position += 1
        elif letter in OPERATORS:
            tokens.append(letter)
            position += 1
        elif letter.isdigit():
            end = _take(text, position, lambda c: c.isdigit() or c == ".")
            tokens.append(text[position:end])
            position = end
        elif letter.isalpha():
            end = _take(text, position, lambda c: c.isalnum() or c == "_")
            tokens.append(text[position:end])
            position = end
        else:
            raise ValueError(f"unexpected {letter!r} at {position}")
    return tokens


def _take(text, start, wanted):
    end = start
    while end < len(text) and wanted(text[end]):
        end += 1
    return end
