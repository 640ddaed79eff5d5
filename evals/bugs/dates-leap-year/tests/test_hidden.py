import unittest

import leap as m


class HiddenTest(unittest.TestCase):
    def test_centuries(self):
        self.assertEqual([year for year in range(1600, 2500, 100) if m.is_leap(year)], [1600, 2000, 2400])

    def test_end_of_year(self):
        self.assertEqual([m.day_of_year(year, 12, 31) for year in (1900, 2000, 2023)], [365, 366, 365])

    def test_valid(self):
        self.assertTrue(m.is_valid(2024, 2, 29))
        self.assertFalse(m.is_valid(2100, 2, 29))
        self.assertFalse(m.is_valid(2024, 4, 31))
        self.assertTrue(m.is_valid(2024, 4, 30))

    def test_bounds(self):
        self.assertFalse(m.is_valid(2024, 13, 1))
        self.assertFalse(m.is_valid(2024, 1, 0))


if __name__ == "__main__":
    unittest.main()
