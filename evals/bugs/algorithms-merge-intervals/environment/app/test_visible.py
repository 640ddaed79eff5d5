import unittest

import intervals as m


class VisibleTest(unittest.TestCase):
    def test_overlap(self):
        self.assertEqual(m.merge([(1, 4), (3, 6)]), [(1, 6)])

    def test_contained(self):
        self.assertEqual(m.merge([(1, 10), (2, 3), (5, 12)]), [(1, 12)])

    def test_separate(self):
        self.assertEqual(m.merge([(5, 6), (1, 2)]), [(1, 2), (5, 6)])

    def test_contained_twice(self):
        self.assertEqual(m.merge([(0, 100), (1, 2), (3, 4)]), [(0, 100)])

    def test_touching(self):
        self.assertEqual(m.merge([(1, 2), (2, 3)]), [(1, 3)])


if __name__ == "__main__":
    unittest.main()
