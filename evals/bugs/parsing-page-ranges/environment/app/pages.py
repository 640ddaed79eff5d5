"""Page numbers as in a print dialog: "1-3,7,10-"."""


def parse_pages(text, last):
    """Sorted page numbers of a text, in a document of last pages.

    "-3" begins at page 1 and "10-" goes on to the last page. Pages outside of the document are
    left out. Raises ValueError where the text is no page range.
    """
    pages = set()
    for part in text.split(","):
        part = part.strip()
        if not part:
            continue
        first, dash, end = part.partition("-")
        if dash:
            begin = int(first) if first else 1
            stop = int(end) if end else last
        else:
            begin = stop = int(part)
        pages.update(range(max(begin, 1), min(stop, last) + 1))
    return sorted(pages)


def _group(begin, end):
    return str(begin) if begin == end else f"{begin}-{end}"


def format_pages(pages):
    """The shortest text for page numbers in any order; neighbours are joined to ranges."""
    groups = []
    begin = end = None
    for page in sorted(set(pages)):
        if begin is None:
            begin = page
        elif page != end + 1:
            groups.append(_group(begin, end))
            begin = page
        end = page
    return ",".join(groups)


def sheets(pages, *, both_sides=False):
    """How many sheets of paper the pages take."""
    return -(-len(pages) // 2) if both_sides else len(pages)
