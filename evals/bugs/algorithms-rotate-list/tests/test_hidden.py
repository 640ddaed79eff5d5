import unittest

import rotation as m


class HiddenTest(unittest.TestCase):
    def test_all_turns(self):
        items = list("abcde")
        for by in range(12):
            self.assertEqual(m.rotate(items, by), items[-(by % 5):] + items[: -(by % 5)] if by % 5 else items)

    def test_left(self):
        self.assertEqual(m.rotate([1, 2, 3], -1), [2, 3, 1])

    def test_empty(self):
        self.assertEqual(m.rotate([], 3), [])

    def test_interleave(self):
        self.assertEqual(m.interleave([1, 3, 5], [2]), [1, 2, 3, 5])
        self.assertEqual(m.interleave([], [1, 2]), [1, 2])


if __name__ == "__main__":
    unittest.main()
