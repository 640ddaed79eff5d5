import unittest

import intervals as m


class HiddenTest(unittest.TestCase):
    def test_contained_twice(self):
        self.assertEqual(m.merge([(0, 100), (1, 2), (3, 4)]), [(0, 100)])

    def test_touching(self):
        self.assertEqual(m.merge([(1, 2), (2, 3)]), [(1, 3)])

    def test_empty(self):
        self.assertEqual(m.merge([]), [])

    def test_length(self):
        self.assertEqual(m.total_length([(0, 10), (2, 5), (20, 25)]), 15)

    def test_gaps(self):
        self.assertEqual(m.gaps([(0, 9), (2, 5), (12, 15)]), [(9, 12)])

    def test_covers(self):
        self.assertTrue(m.covers([(1, 3)], 3))
        self.assertFalse(m.covers([(1, 3)], 4))


if __name__ == "__main__":
    unittest.main()
