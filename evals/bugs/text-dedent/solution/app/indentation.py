"""Indentation of blocks of text."""


def _depth(line):
    """How many blanks the line starts with."""
    return len(line) - len(line.lstrip(" "))


def shared_indentation(lines):
    """Number of blanks that all lines start with. Blank lines do not count."""
    depths = [_depth(line) for line in lines if line.strip()]
    return min(depths, default=0)


def dedent(text):
    """The text without the indentation that its lines share. Blank lines become empty."""
    lines = text.split("\n")
    width = shared_indentation(lines)
    return "\n".join(line[width:] if line.strip() else "" for line in lines)


def indent(text, width, *, first=True):
    """The text with every line that is not blank moved right by width; the first only if first."""
    lines = text.split("\n")
    moved = [" " * width + line if line.strip() else "" for line in lines]
    if not first:
        moved[0] = lines[0]
    return "\n".join(moved)


def reindent(text, width):
    """The block at a new indentation, its inner structure kept."""
    return indent(dedent(text), width)
