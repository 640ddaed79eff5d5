import unittest

import interpolation as m


class VisibleTest(unittest.TestCase):
    def test_between(self):
        self.assertEqual(m.interpolate([(0, 0), (10, 5)], 4), 2)

    def test_below(self):
        self.assertEqual(m.interpolate([(0, 1), (10, 5)], -3), 1)

    def test_above(self):
        self.assertEqual(m.interpolate([(0, 1), (10, 5)], 30), 5)

    def test_clamp(self):
        self.assertEqual(m.clamp(5, 0, 10), 5)

    def test_points_themselves(self):
        points = [(0, 3), (2, 7), (5, 1)]
        self.assertEqual([m.interpolate(points, x) for x, _ in points], [3, 7, 1])

    def test_clamp_too(self):
        self.assertEqual([m.clamp(v, 0, 10) for v in (-1, 3, 11)], [0, 3, 10])


if __name__ == "__main__":
    unittest.main()
