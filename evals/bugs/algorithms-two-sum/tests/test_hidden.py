import unittest

import pairs as m


class HiddenTest(unittest.TestCase):
    def test_equal_numbers(self):
        self.assertEqual(m.pair_with_sum([3, 3], 6), (0, 1))

    def test_zero(self):
        self.assertIsNone(m.pair_with_sum([0, 5], 0))

    def test_negative(self):
        self.assertEqual(m.pair_with_sum([4, -2, 1], -1), (1, 2))

    def test_none(self):
        self.assertIsNone(m.pair_with_sum([], 1))

    def test_count_equal(self):
        self.assertEqual(m.count_pairs([2, 2, 2], 0), 3)


if __name__ == "__main__":
    unittest.main()
