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


if __name__ == "__main__":
    unittest.main()
