import unittest

from shapes.models import Point, Shape
from shapes.serial import from_data, point_from_data, to_data


class VisibleTest(unittest.TestCase):
    def test_to_data(self):
        self.assertEqual(to_data(Shape("s", [Point(1, 2)])), {"name": "s", "corners": [{"x": 1, "y": 2}]})

    def test_from_data(self):
        shape = from_data({"name": "s", "corners": [{"x": 1, "y": 2}]})
        self.assertEqual(shape.corners, [Point(1, 2)])

    def test_name(self):
        self.assertEqual(from_data({"name": "n", "corners": []}).name, "n")

    def test_round_trip(self):
        shape = Shape("triangle", [Point(0, 0), Point(3, 1), Point(-1, 5)])
        again = from_data(to_data(shape))
        self.assertEqual((again.name, again.corners), (shape.name, shape.corners))

    def test_empty(self):
        self.assertEqual(from_data(to_data(Shape("", []))).corners, [])


if __name__ == "__main__":
    unittest.main()
