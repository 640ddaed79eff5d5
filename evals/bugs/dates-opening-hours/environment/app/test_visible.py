import unittest

import opening as m


class VisibleTest(unittest.TestCase):
    def test_day(self):
        self.assertTrue(m.is_open(9, 17, 12))
        self.assertFalse(m.is_open(9, 17, 17))

    def test_night(self):
        self.assertTrue(m.is_open(18, 2, 23))
        self.assertTrue(m.is_open(18, 2, 1))

    def test_hours(self):
        self.assertEqual(m.hours_open(18, 2), 8)

    def test_night_closed(self):
        self.assertFalse(m.is_open(18, 2, 2))
        self.assertFalse(m.is_open(18, 2, 12))
        self.assertTrue(m.is_open(18, 2, 18))

    def test_counts(self):
        self.assertEqual(sum(m.is_open(22, 6, hour) for hour in range(24)), 8)


if __name__ == "__main__":
    unittest.main()
