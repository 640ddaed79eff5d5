import unittest

from shapes.models import Point, Shape
from shapes.serial import from_data, point_from_data, to_data


class HiddenTest(unittest.TestCase):
    def test_round_trip(self):
        shape = Shape("triangle", [Point(0, 0), Point(3, 1), Point(-1, 5)])
        again = from_data(to_data(shape))
        self.assertEqual((again.name, again.corners), (shape.name, shape.corners))

    def test_empty(self):
        self.assertEqual(from_data(to_data(Shape("", []))).corners, [])

    def test_point(self):
        self.assertEqual(point_from_data({"x": 7, "y": 8}), Point(7, 8))


if __name__ == "__main__":
    unittest.main()
