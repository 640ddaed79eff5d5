import unittest

import percentiles as m


class HiddenTest(unittest.TestCase):
    def test_single(self):
        for percent in (0, 50, 100):
            self.assertEqual(m.percentile([4], percent), 4)

    def test_smallest(self):
        self.assertEqual(m.percentile([3, 1, 2], 0), 1)

    def test_quartiles(self):
        self.assertEqual(m.quartiles([1, 2, 3, 4, 5]), [2, 3, 4])

    def test_outliers(self):
        self.assertEqual(m.outliers([1, 2, 2, 3, 3, 50]), [50])


if __name__ == "__main__":
    unittest.main()
