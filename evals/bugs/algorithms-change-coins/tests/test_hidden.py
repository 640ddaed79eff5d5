import unittest

import coins as m


class HiddenTest(unittest.TestCase):
    def test_zero(self):
        self.assertEqual(m.fewest_coins(0, [5]), 0)

    def test_not_greedy(self):
        self.assertEqual(m.fewest_coins(6, [1, 3, 4]), 2)

    def test_impossible(self):
        self.assertIsNone(m.fewest_coins(7, [2, 4]))
        self.assertIsNone(m.fewest_coins(1, [5]))

    def test_no_coins(self):
        self.assertIsNone(m.fewest_coins(3, []))

    def test_ways(self):
        self.assertEqual(m.ways(10, [1, 2, 5]), 10)


if __name__ == "__main__":
    unittest.main()
