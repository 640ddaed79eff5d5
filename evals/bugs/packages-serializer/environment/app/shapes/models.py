"""Points and shapes."""


class Point:
    """A point in the plane."""

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __eq__(self, other):
        return isinstance(other, Point) and (self.x, self.y) == (other.x, other.y)


class Shape:
    """A name and corners."""

    def __init__(self, name, corners):
        self.name = name
        self.corners = corners
