import random
import unittest

from dice import average, bounds, parse_roll, roll


class DiceTest(unittest.TestCase):
    def test_groups(self):
        self.assertEqual(parse_roll("2d6 + d4 + 3"), ([(1, 2, 6), (1, 1, 4)], 3))

    def test_bounds(self):
        self.assertEqual(bounds("2d6+1"), (3, 13))

    def test_penalty(self):
        self.assertEqual(bounds("2d6-1"), (1, 11))

    def test_average(self):
        self.assertEqual(average("3d6"), 10.5)

    def test_roll_of_one_sided_dice(self):
        self.assertEqual(roll("4d1+2", random.Random(1)), 6)

    def test_nonsense(self):
        with self.assertRaises(ValueError):
            parse_roll("2d")


if __name__ == "__main__":
    unittest.main()
