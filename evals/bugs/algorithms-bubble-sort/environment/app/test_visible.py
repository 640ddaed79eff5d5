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


if __name__ == "__main__":
    unittest.main()
