import unittest

import sorting as m


class VisibleTest(unittest.TestCase):
    def test_reversed(self):
        self.assertEqual(m.sort([3, 2, 1]), [1, 2, 3])

    def test_sorted_stays(self):
        self.assertEqual(m.sort([1, 2]), [1, 2])

    def test_input_is_kept(self):
        items = [2, 1]
        m.sort(items)
        self.assertEqual(items, [2, 1])

    def test_many(self):
        items = [(7 * n) % 23 for n in range(23)]
        self.assertEqual(m.sort(items), sorted(items))

    def test_stable(self):
        items = [("b", 1), ("a", 2), ("b", 0), ("a", 1)]
        self.assertEqual(m.sort_by(items, lambda item: item[0]), sorted(items, key=lambda item: item[0]))


if __name__ == "__main__":
    unittest.main()
