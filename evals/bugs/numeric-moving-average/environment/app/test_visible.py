import unittest

import averages as m


class VisibleTest(unittest.TestCase):
    def test_two(self):
        self.assertEqual(m.moving_average([1, 2, 3, 4], 2), [1.5, 2.5, 3.5])

    def test_smooth(self):
        self.assertEqual(m.smooth([0, 10], 0.5), [0, 5])

    def test_cumulative(self):
        self.assertEqual(m.cumulative([2, 4]), [2, 3])

    def test_one(self):
        self.assertEqual(m.moving_average([5, 6], 1), [5, 6])

    def test_all(self):
        self.assertEqual(m.moving_average([1, 2, 3], 3), [2])


if __name__ == "__main__":
    unittest.main()
