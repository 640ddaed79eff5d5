"""Tabs and blanks."""


def expand(text, width=8):
    """The text with every tab replaced by blanks up to the next tab stop."""
    result = []
    column = 0
    for letter in text:
        if letter == "\t":
            blanks = width - column % width
            result.append(" " * blanks)
            column += blanks
        elif letter == "\n":
            result.append(letter)
        else:
            result.append(letter)
            column += 1
    return "".join(result)


def column_of(line, index, width=8):
    """The column on the screen, counted from 0, of the character at index."""
    return len(expand(line[:index], width))


def leading_to_tabs(line, width=8):
    """The line with its indentation written with as many tabs as possible."""
    body = line.lstrip(" \t")
    blanks = len(expand(line[: len(line) - len(body)], width))
    tabs, rest = divmod(blanks, width)
    return "\t" * tabs + " " * rest + body


def uses_both(text):
    """Whether some lines of the text are indented with tabs and some with blanks."""
    starts = {line[0] for line in text.splitlines() if line[:1] in (" ", "\t") and line.strip()}
    return len(starts) == 2
