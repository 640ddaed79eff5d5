"""Matrices that are mostly zero."""


class Sparse:
    """Only cells that are not 0 are stored."""

    def __init__(self):
        self._cells = {}

    def __setitem__(self, place, value):
        if value == 0:
            self._cells.pop(place, None)
        else:
            self._cells[place] = value

    def __getitem__(self, place):
        return self._cells.get(place, 0)

    def __len__(self):
        return len(self._cells)

    def add(self, other):
        """The sum of two matrices."""
        result = Sparse()
        for place in self._cells.keys() | other._cells.keys():
            result[place] = self[place] + other[place]
        return result

    def row(self, index):
        """Stored cells of a row as {column: value}."""
        return {column: value for (r, column), value in self._cells.items() if r == index}
