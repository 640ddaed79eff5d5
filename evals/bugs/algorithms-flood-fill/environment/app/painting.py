"""Flood fill on a grid of characters."""


def fill(image, row, column, colour):
    """A copy of the image (a list of strings) with the area around a point recoloured."""
    pixels = [list(line) for line in image]
    old = pixels[row][column]
    pending = [(row, column)]
    while pending:
        y, x = pending.pop()
        if not (0 <= y < len(pixels) and 0 <= x < len(pixels[y])):
            continue
        if pixels[y][x] != old:
            continue
        pixels[y][x] = colour
        pending += [(y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)]
    return ["".join(line) for line in pixels]


def area(image, row, column):
    """How many points belong to the area around a point."""
    marked = fill(image, row, column, "\0")
    return sum(line.count("\0") for line in marked)
