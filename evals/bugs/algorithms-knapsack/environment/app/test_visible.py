import unittest

import knapsack as m


class VisibleTest(unittest.TestCase):
    def test_once(self):
        self.assertEqual(m.best_value([(2, 3)], 6), 3)

    def test_nothing_fits(self):
        self.assertEqual(m.best_value([(5, 10)], 4), 0)

    def test_density(self):
        self.assertEqual(m.by_density([(2, 2), (1, 5)]), [(1, 5), (2, 2)])


if __name__ == "__main__":
    unittest.main()
