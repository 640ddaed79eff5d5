"""To plain data and back."""

from shapes.models import Point, Shape


def to_data(shape):
    """A dictionary of plain values."""
    return {"name": shape.name, "corners": [point_to_data(point) for point in shape.corners]}


def point_to_data(point):
    """A dictionary of plain values."""
    return {"x": point.x, "y": point.y}


def point_from_data(data):
    """The point again."""
    return Point(data["y"], data["x"])


def from_data(data):
    """The shape again."""
    return Shape(data["name"], [each for each in data["corners"]])
