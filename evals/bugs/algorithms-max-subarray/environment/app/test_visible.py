import unittest

import stretches as m


class VisibleTest(unittest.TestCase):
    def test_mixed(self):
        self.assertEqual(m.best_sum([1, -2, 3, 4, -1]), 7)

    def test_negative(self):
        self.assertEqual(m.best_sum([-3, -1, -2]), -1)

    def test_windows(self):
        self.assertEqual(m.windows([1, 2, 3, 4], 2), [3, 5, 7])

    def test_single_negative(self):
        self.assertEqual(m.best_sum([-5]), -5)

    def test_zero_among_negatives(self):
        self.assertEqual(m.best_sum([-5, 0, -2]), 0)


if __name__ == "__main__":
    unittest.main()
