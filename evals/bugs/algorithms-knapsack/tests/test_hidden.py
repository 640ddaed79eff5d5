import unittest

import knapsack as m


class HiddenTest(unittest.TestCase):
    def test_choice(self):
        self.assertEqual(m.best_value([(5, 10), (4, 40), (6, 30), (3, 50)], 10), 90)

    def test_all(self):
        self.assertEqual(m.best_value([(1, 1), (2, 2)], 10), 3)

    def test_exact(self):
        self.assertEqual(m.best_value([(3, 4), (3, 4), (2, 3)], 6), 8)

    def test_zero(self):
        self.assertEqual(m.best_value([], 5), 0)
        self.assertEqual(m.best_value([(1, 9)], 0), 0)


if __name__ == "__main__":
    unittest.main()
