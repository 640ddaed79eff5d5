import unittest

import permutations as m


class VisibleTest(unittest.TestCase):
    def test_simple(self):
        self.assertEqual(m.next_permutation([1, 2, 3]), [1, 3, 2])

    def test_last(self):
        self.assertIsNone(m.next_permutation([3, 2, 1]))

    def test_equal_items(self):
        self.assertEqual(m.next_permutation([1, 2, 2]), [2, 1, 2])


if __name__ == "__main__":
    unittest.main()
