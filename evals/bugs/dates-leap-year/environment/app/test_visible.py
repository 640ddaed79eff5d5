import unittest

import leap as m


class VisibleTest(unittest.TestCase):
    def test_ordinary(self):
        self.assertTrue(m.is_leap(2024))
        self.assertFalse(m.is_leap(2023))

    def test_century(self):
        self.assertFalse(m.is_leap(1900))

    def test_four_hundred(self):
        self.assertTrue(m.is_leap(2000))

    def test_day_of_year(self):
        self.assertEqual(m.day_of_year(2023, 3, 1), 60)

    def test_last_day(self):
        self.assertTrue(m.is_valid(2023, 1, 31))

    def test_centuries(self):
        self.assertEqual([year for year in range(1600, 2500, 100) if m.is_leap(year)], [1600, 2000, 2400])

    def test_end_of_year(self):
        self.assertEqual([m.day_of_year(year, 12, 31) for year in (1900, 2000, 2023)], [365, 366, 365])


if __name__ == "__main__":
    unittest.main()
