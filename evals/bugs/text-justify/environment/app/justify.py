"""Text set in full lines, as in a newspaper."""


def fill(words, width):
    """Break words into lines (lists of words) of at most width characters."""
    lines = []
    line = []
    length = 0
    for word in words:
        if line and length + 1 + len(word) > width:
            lines.append(line)
            line, length = [], 0
        length += len(word) + (1 if line else 0)
        line.append(word)
    if line:
        lines.append(line)
    return lines


def justify_line(words, width):
    """The words as one line of the width. The left gaps are the wider ones."""
    if len(words) == 1:
        return words[0]
    gaps = len(words) - 1
    blanks = width - sum(len(word) for word in words)
    each, extra = divmod(blanks, gaps)
    text = words[0]
    for index, word in enumerate(words[1:]):
        text += " " * (each + (1 if index <= extra else 0)) + word
    return text


def justify(text, width):
    """The text in lines of the width; the last line of each paragraph is not stretched."""
    paragraphs = []
    for paragraph in text.split("\n\n"):
        lines = fill(paragraph.split(), width)
        stretched = [justify_line(line, width) for line in lines[:-1]]
        stretched += [" ".join(line) for line in lines[-1:]]
        paragraphs.append("\n".join(stretched))
    return "\n\n".join(paragraphs)
