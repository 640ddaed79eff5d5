import unittest

import permutations as m


class VisibleTest(unittest.TestCase):
    def test_simple(self):
        self.assertEqual(m.next_permutation([1, 2, 3]), [1, 3, 2])

    def test_last(self):
        self.assertIsNone(m.next_permutation([3, 2, 1]))

    def test_equal_items(self):
        self.assertEqual(m.next_permutation([1, 2, 2]), [2, 1, 2])

    def test_counts(self):
        self.assertEqual(len(m.all_permutations([1, 2, 3, 4])), 24)

    def test_counts_with_equal_items(self):
        self.assertEqual(m.all_permutations("aab"), [list("aab"), list("aba"), list("baa")])


if __name__ == "__main__":
    unittest.main()
