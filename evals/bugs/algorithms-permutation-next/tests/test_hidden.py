import unittest

import permutations as m


class HiddenTest(unittest.TestCase):
    def test_counts(self):
        self.assertEqual(len(m.all_permutations([1, 2, 3, 4])), 24)

    def test_counts_with_equal_items(self):
        self.assertEqual(m.all_permutations("aab"), [list("aab"), list("aba"), list("baa")])

    def test_single(self):
        self.assertIsNone(m.next_permutation([1]))

    def test_order(self):
        found = m.all_permutations([2, 1, 2, 1])
        self.assertEqual(found, sorted(found))
        self.assertEqual(len(found), 6)


if __name__ == "__main__":
    unittest.main()
