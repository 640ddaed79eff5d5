import unittest

import percentiles as m


class VisibleTest(unittest.TestCase):
    def test_middle(self):
        self.assertEqual(m.percentile([1, 2, 3], 50), 2)

    def test_between(self):
        self.assertEqual(m.percentile([0, 10], 25), 2.5)

    def test_largest(self):
        self.assertEqual(m.percentile([3, 1, 2], 100), 3)

    def test_single(self):
        for percent in (0, 50, 100):
            self.assertEqual(m.percentile([4], percent), 4)

    def test_smallest(self):
        self.assertEqual(m.percentile([3, 1, 2], 0), 1)


if __name__ == "__main__":
    unittest.main()
