import unittest

import pairs as m


class VisibleTest(unittest.TestCase):
    def test_pair(self):
        self.assertEqual(m.pair_with_sum([1, 5, 3], 8), (1, 2))

    def test_not_itself(self):
        self.assertIsNone(m.pair_with_sum([3, 1], 6))

    def test_count(self):
        self.assertEqual(m.count_pairs([1, 3, 5], 2), 2)

    def test_equal_numbers(self):
        self.assertEqual(m.pair_with_sum([3, 3], 6), (0, 1))

    def test_zero(self):
        self.assertIsNone(m.pair_with_sum([0, 5], 0))


if __name__ == "__main__":
    unittest.main()
