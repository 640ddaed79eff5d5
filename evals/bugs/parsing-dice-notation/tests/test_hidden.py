import random
import unittest

from dice import average, bounds, parse_roll, roll


class DiceHiddenTest(unittest.TestCase):
    def test_constants(self):
        self.assertEqual(parse_roll("d20-5"), ([(1, 1, 20)], -5))
        self.assertEqual(parse_roll("10-3+2-1"), ([], 8))
        self.assertEqual(parse_roll("-4"), ([], -4))

    def test_constant_first(self):
        self.assertEqual(bounds("10-1d4"), (6, 9))
        self.assertEqual(bounds("-2+1d6"), (-1, 4))

    def test_dice_taken_off(self):
        self.assertEqual(bounds("2d6-1d4"), (-2, 11))

    def test_average_with_a_penalty(self):
        self.assertEqual(average("2d6-3"), 4)

    def test_roll(self):
        self.assertEqual(roll("3d1-2", random.Random(1)), 1)
        self.assertEqual(roll("5-2d1", random.Random(1)), 3)

    def test_rolls_stay_in_their_bounds(self):
        source = random.Random(7)
        for text in ("2d6-1", "d20+4", "3d4-d6-2"):
            low, high = bounds(text)
            for _ in range(50):
                self.assertTrue(low <= roll(text, source) <= high)

    def test_nonsense(self):
        for text in ("", "2d", "d6d6", "2d6+", "one", "2 x 6"):
            with self.assertRaises(ValueError):
                parse_roll(text)


if __name__ == "__main__":
    unittest.main()
