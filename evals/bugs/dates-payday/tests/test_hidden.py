import unittest
from datetime import date

from payday import days_until_payday, is_working_day, payday, paydays

EASTER = {date(2024, 3, 29), date(2024, 4, 1)}


class PaydayHiddenTest(unittest.TestCase):
    def test_weekends(self):
        self.assertFalse(is_working_day(date(2024, 6, 29)))
        self.assertFalse(is_working_day(date(2024, 6, 30), EASTER))

    def test_bank_holidays(self):
        self.assertFalse(is_working_day(date(2024, 4, 1), EASTER))
        self.assertTrue(is_working_day(date(2024, 4, 2), EASTER))

    def test_good_friday_before_a_weekend(self):
        self.assertEqual(payday(2024, 3, EASTER), date(2024, 3, 28))

    def test_new_years_eve(self):
        self.assertEqual(payday(2024, 12, {date(2024, 12, 31)}), date(2024, 12, 30))

    def test_year(self):
        days = paydays(2023)
        self.assertEqual([day.month for day in days], list(range(1, 13)))
        self.assertEqual(
            [day.day for day in days], [31, 28, 31, 28, 31, 30, 31, 31, 29, 31, 30, 29]
        )

    def test_days_until(self):
        self.assertEqual(days_until_payday(date(2024, 6, 28)), 0)
        self.assertEqual(days_until_payday(date(2024, 6, 29)), 32)
        self.assertEqual(days_until_payday(date(2024, 3, 29), EASTER), 32)

    def test_working_last_day(self):
        self.assertEqual(payday(2024, 7), date(2024, 7, 31))


if __name__ == "__main__":
    unittest.main()
