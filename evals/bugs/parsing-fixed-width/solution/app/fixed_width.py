"""Records in lines whose fields have fixed widths, as old business programs write them."""


class Layout:
    """The fields of a line, in order, each with its width in characters."""

    def __init__(self, fields):
        self.fields = list(fields)
        for name, width in self.fields:
            if width < 1:
                raise ValueError(f"field {name!r} needs a width of at least 1")

    @property
    def width(self):
        """Length of a whole line."""
        return sum(width for _, width in self.fields)

    def read(self, line):
        """The fields of one line by name, without the blanks at their ends.

        Lines may have lost blanks at their end; fields that are missing are empty.
        """
        record = {}
        start = 0
        for name, width in self.fields:
            record[name] = line[start : start + width].rstrip()
            start += width
        return record

    def write(self, record):
        """The line of a record. Fields that are too long raise ValueError."""
        parts = []
        for name, width in self.fields:
            text = str(record.get(name, ""))
            if len(text) > width:
                raise ValueError(f"{name} is longer than {width}: {text!r}")
            parts.append(text.ljust(width))
        return "".join(parts)


def read_table(layout, text):
    """The records of all lines in the text that are not blank."""
    return [layout.read(line) for line in text.splitlines() if line.strip()]
