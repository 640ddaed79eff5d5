import unittest

import percentiles as m


class VisibleTest(unittest.TestCase):
    def test_middle(self):
        self.assertEqual(m.percentile([1, 2, 3], 50), 2)

    def test_between(self):
        self.assertEqual(m.percentile([0, 10], 25), 2.5)

    def test_largest(self):
        self.assertEqual(m.percentile([3, 1, 2], 100), 3)


if __name__ == "__main__":
    unittest.main()
