import unittest

import knapsack as m


class VisibleTest(unittest.TestCase):
    def test_once(self):
        self.assertEqual(m.best_value([(2, 3)], 6), 3)

    def test_nothing_fits(self):
        self.assertEqual(m.best_value([(5, 10)], 4), 0)

    def test_density(self):
        self.assertEqual(m.by_density([(2, 2), (1, 5)]), [(1, 5), (2, 2)])

    def test_choice(self):
        self.assertEqual(m.best_value([(5, 10), (4, 40), (6, 30), (3, 50)], 10), 90)

    def test_all(self):
        self.assertEqual(m.best_value([(1, 1), (2, 2)], 10), 3)


if __name__ == "__main__":
    unittest.main()
