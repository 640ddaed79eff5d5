import unittest

import stats as m


class VisibleTest(unittest.TestCase):
    def test_odd(self):
        self.assertEqual(m.median([3, 1, 2]), 2)

    def test_even(self):
        self.assertEqual(m.median([4, 1, 3, 2]), 2.5)

    def test_variance(self):
        self.assertEqual(m.variance([1, 2, 3]), 1)

    def test_two(self):
        self.assertEqual(m.median([10, 20]), 15)

    def test_one(self):
        self.assertEqual(m.median([7]), 7)


if __name__ == "__main__":
    unittest.main()
