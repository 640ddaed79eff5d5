import unittest

import bookings as m


class VisibleTest(unittest.TestCase):
    def test_apart(self):
        self.assertFalse(m.overlaps((9, 10), (11, 12)))

    def test_touching(self):
        self.assertFalse(m.overlaps((9, 10), (10, 11)))
        self.assertFalse(m.overlaps((10, 11), (9, 10)))

    def test_overlap(self):
        self.assertTrue(m.overlaps((9, 11), (10, 12)))

    def test_contained(self):
        self.assertTrue(m.overlaps((8, 12), (9, 10)))
        self.assertTrue(m.overlaps((9, 10), (8, 12)))

    def test_conflicts(self):
        self.assertEqual(m.conflicts([(9, 10), (10, 11), (10, 12)]), [((10, 11), (10, 12))])


if __name__ == "__main__":
    unittest.main()
