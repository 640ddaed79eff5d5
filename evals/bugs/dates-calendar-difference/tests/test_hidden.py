import unittest
from datetime import date

from date_difference import describe, difference, is_anniversary


class DateDifferenceHiddenTest(unittest.TestCase):
    def test_borrowed_from_short_and_long_months(self):
        self.assertEqual(difference(date(2023, 1, 20), date(2023, 3, 10)), (0, 1, 18))
        self.assertEqual(difference(date(2024, 4, 25), date(2024, 5, 5)), (0, 0, 10))
        self.assertEqual(difference(date(2024, 5, 25), date(2024, 6, 5)), (0, 0, 11))

    def test_over_the_turn_of_the_year(self):
        self.assertEqual(difference(date(2023, 12, 25), date(2024, 1, 5)), (0, 0, 11))
        self.assertEqual(difference(date(2022, 11, 30), date(2024, 1, 1)), (1, 1, 2))

    def test_agrees_with_the_calendar_within_a_month(self):
        for day in range(2, 29):
            start, end = date(2024, 8, 29), date(2024, 9, day)
            self.assertEqual(difference(start, end), (0, 0, (end - start).days))

    def test_start_on_a_day_that_the_month_before_lacks(self):
        self.assertEqual(difference(date(2023, 1, 31), date(2023, 3, 1)), (0, 1, 1))

    def test_same_day(self):
        self.assertEqual(difference(date(2024, 2, 29), date(2024, 2, 29)), (0, 0, 0))
        self.assertEqual(describe(date(2024, 2, 29), date(2024, 2, 29)), "0 days")

    def test_describe(self):
        self.assertEqual(describe(date(2024, 2, 10), date(2024, 3, 1)), "20 days")
        self.assertEqual(describe(date(2020, 6, 30), date(2024, 7, 31)), "4 years, 1 month, 1 day")

    def test_anniversary(self):
        self.assertFalse(is_anniversary(date(2020, 6, 1), date(2020, 6, 1)))
        self.assertFalse(is_anniversary(date(2020, 6, 1), date(2024, 5, 31)))


if __name__ == "__main__":
    unittest.main()
