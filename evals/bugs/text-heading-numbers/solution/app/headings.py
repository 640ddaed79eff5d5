"""Numbers for the headings of a Markdown text, and a table of contents."""

from collections import namedtuple

Heading = namedtuple("Heading", "level title number")


def find_headings(text):
    """Level and title of every heading in the text, fenced code left out."""
    found = []
    in_code = False
    for line in text.splitlines():
        if line.startswith("```"):
            in_code = not in_code
        marks, blank, title = line.partition(" ")
        if not in_code and blank and marks and set(marks) == {"#"} and len(marks) <= 6:
            found.append((len(marks), title.strip()))
    return found


def number_headings(text):
    """The headings of the text, each with its number as a list such as [2, 1].

    Levels that are left out count as 0: "###" right below "#" has a number such as [1, 0, 1].
    """
    headings = []
    number = []
    for level, title in find_headings(text):
        while len(number) < level:
            number.append(0)
        del number[level:]
        number[-1] += 1
        headings.append(Heading(level, title, list(number)))
    return headings


def contents(text, depth=3):
    """The lines of a table of contents down to a depth."""
    lines = []
    for level, title, number in number_headings(text):
        if level <= depth:
            label = ".".join(str(part) for part in number)
            lines.append("  " * (level - 1) + f"{label} {title}")
    return lines
