import unittest

import stretches as m


class HiddenTest(unittest.TestCase):
    def test_single_negative(self):
        self.assertEqual(m.best_sum([-5]), -5)

    def test_zero_among_negatives(self):
        self.assertEqual(m.best_sum([-5, 0, -2]), 0)

    def test_known(self):
        self.assertEqual(m.best_sum([-2, 1, -3, 4, -1, 2, 1, -5, 4]), 6)

    def test_empty(self):
        with self.assertRaises(ValueError):
            m.best_sum([])

    def test_windows(self):
        self.assertEqual(m.windows([1, 2], 3), [])
        self.assertEqual(m.windows([5, 1, 1], 3), [7])


if __name__ == "__main__":
    unittest.main()
