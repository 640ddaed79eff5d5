import unittest

import rotation as m


class VisibleTest(unittest.TestCase):
    def test_one(self):
        self.assertEqual(m.rotate([1, 2, 3], 1), [3, 1, 2])

    def test_further(self):
        self.assertEqual(m.rotate([1, 2, 3], 4), [3, 1, 2])

    def test_interleave(self):
        self.assertEqual(m.interleave([1], [2, 3]), [1, 2, 3])

    def test_chunks(self):
        self.assertEqual(m.chunks([1, 2, 3], 2), [[1, 2], [3]])

    def test_all_turns(self):
        items = list("abcde")
        for by in range(12):
            self.assertEqual(m.rotate(items, by), items[-(by % 5):] + items[: -(by % 5)] if by % 5 else items)

    def test_left(self):
        self.assertEqual(m.rotate([1, 2, 3], -1), [2, 3, 1])


if __name__ == "__main__":
    unittest.main()
