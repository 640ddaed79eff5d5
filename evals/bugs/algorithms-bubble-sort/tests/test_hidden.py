import unittest

import sorting as m


class HiddenTest(unittest.TestCase):
    def test_many(self):
        items = [(7 * n) % 23 for n in range(23)]
        self.assertEqual(m.sort(items), sorted(items))

    def test_stable(self):
        items = [("b", 1), ("a", 2), ("b", 0), ("a", 1)]
        self.assertEqual(m.sort_by(items, lambda item: item[0]), sorted(items, key=lambda item: item[0]))

    def test_empty_and_single(self):
        self.assertEqual([m.sort([]), m.sort([5])], [[], [5]])

    def test_is_sorted(self):
        self.assertTrue(m.is_sorted([1, 1, 2]))
        self.assertFalse(m.is_sorted([2, 1]))


if __name__ == "__main__":
    unittest.main()
