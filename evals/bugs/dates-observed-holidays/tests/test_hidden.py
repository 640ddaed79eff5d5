import unittest
from datetime import date

from holidays import is_working_day, observed_holidays


class HolidaysHiddenTest(unittest.TestCase):
    def test_name_and_order(self):
        days = observed_holidays(2021)
        self.assertEqual(list(days), sorted(days))
        self.assertEqual(days[date(2021, 12, 31)], "New Year's Day")
        self.assertEqual(days[date(2021, 1, 1)], "New Year's Day")
        self.assertEqual(len(days), 8)

    def test_other_years_with_a_saturday(self):
        for year in (2004, 2010, 2027):
            self.assertIn(date(year, 12, 31), observed_holidays(year))

    def test_not_observed_twice(self):
        days = observed_holidays(2022)
        self.assertNotIn(date(2022, 1, 1), days)
        self.assertNotIn(date(2021, 12, 31), days)
        self.assertNotIn(date(2022, 12, 31), days)
        self.assertEqual(len(days), 6)

    def test_new_year_on_sunday(self):
        self.assertEqual(observed_holidays(2023)[date(2023, 1, 2)], "New Year's Day")
        self.assertNotIn(date(2022, 12, 31), observed_holidays(2022))

    def test_ordinary_year(self):
        days = observed_holidays(2024)
        self.assertEqual(len(days), 7)
        self.assertEqual(min(days), date(2024, 1, 1))
        self.assertEqual(max(days), date(2024, 12, 25))

    def test_working_days(self):
        self.assertFalse(is_working_day(date(2021, 12, 31)))
        self.assertTrue(is_working_day(date(2022, 12, 30)))
        self.assertTrue(is_working_day(date(2023, 12, 29)))
        self.assertFalse(is_working_day(date(2024, 6, 1)))


if __name__ == "__main__":
    unittest.main()
