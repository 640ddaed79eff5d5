import unittest

import coins as m


class VisibleTest(unittest.TestCase):
    def test_possible(self):
        self.assertEqual(m.fewest_coins(11, [1, 2, 5]), 3)

    def test_impossible(self):
        self.assertIsNone(m.fewest_coins(3, [2]))

    def test_ways(self):
        self.assertEqual(m.ways(4, [1, 2]), 3)

    def test_zero(self):
        self.assertEqual(m.fewest_coins(0, [5]), 0)

    def test_not_greedy(self):
        self.assertEqual(m.fewest_coins(6, [1, 3, 4]), 2)


if __name__ == "__main__":
    unittest.main()
