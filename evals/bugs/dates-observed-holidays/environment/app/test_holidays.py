import unittest
from datetime import date

from holidays import holidays, is_working_day, nth_weekday, observed, observed_holidays


class HolidaysTest(unittest.TestCase):
    def test_nth_weekday(self):
        self.assertEqual(nth_weekday(2024, 11, 3, 4), date(2024, 11, 28))

    def test_observed(self):
        self.assertEqual(observed(date(2020, 7, 4)), date(2020, 7, 3))
        self.assertEqual(observed(date(2021, 7, 4)), date(2021, 7, 5))
        self.assertEqual(observed(date(2024, 7, 4)), date(2024, 7, 4))

    def test_proper_days(self):
        self.assertEqual(holidays(2024)[date(2024, 9, 2)], "Labor Day")

    def test_new_year_on_saturday(self):
        self.assertIn(date(2021, 12, 31), observed_holidays(2021))

    def test_only_days_of_the_year(self):
        self.assertEqual({day.year for day in observed_holidays(2022)}, {2022})

    def test_working_days(self):
        self.assertFalse(is_working_day(date(2024, 12, 25)))
        self.assertTrue(is_working_day(date(2024, 12, 24)))


if __name__ == "__main__":
    unittest.main()
