"""Wrapping text."""


def wrap(text, width):
    """Lines of whole words, none longer than width unless one word is."""
    lines = []
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        elif line:
            line += " " + word
        else:
            line = word
    if line:
        lines.append(line)
    return lines


def indent(lines, by):
    """The lines with leading spaces; empty lines stay empty."""
    return [" " * by + line if line else line for line in lines]


def justify_right(lines, width):
    """The lines padded on the left."""
    return [line.rjust(width) for line in lines]
