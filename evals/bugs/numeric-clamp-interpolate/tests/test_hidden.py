import unittest

import interpolation as m


class HiddenTest(unittest.TestCase):
    def test_points_themselves(self):
        points = [(0, 3), (2, 7), (5, 1)]
        self.assertEqual([m.interpolate(points, x) for x, _ in points], [3, 7, 1])

    def test_clamp(self):
        self.assertEqual([m.clamp(v, 0, 10) for v in (-1, 3, 11)], [0, 3, 10])

    def test_scale(self):
        self.assertEqual(m.scale(5, (0, 10), (100, 200)), 150)

    def test_below_first(self):
        self.assertEqual(m.interpolate([(5, 9), (6, 10), (7, 11)], 0), 9)


if __name__ == "__main__":
    unittest.main()
