import unittest

import bookings as m


class HiddenTest(unittest.TestCase):
    def test_contained(self):
        self.assertTrue(m.overlaps((8, 12), (9, 10)))
        self.assertTrue(m.overlaps((9, 10), (8, 12)))

    def test_conflicts(self):
        self.assertEqual(m.conflicts([(9, 10), (10, 11), (10, 12)]), [((10, 11), (10, 12))])

    def test_free(self):
        self.assertEqual(m.free_slots([(12, 13), (9, 10)], 8, 18), [(8, 9), (10, 12), (13, 18)])

    def test_full_day(self):
        self.assertEqual(m.free_slots([(8, 18)], 8, 18), [])


if __name__ == "__main__":
    unittest.main()
