import unittest
from datetime import date

from payday import days_until_payday, is_working_day, last_of_month, payday

CHRISTMAS = {date(2024, 12, 25), date(2024, 12, 26)}


class PaydayTest(unittest.TestCase):
    def test_last_of_month(self):
        self.assertEqual(last_of_month(2024, 2), date(2024, 2, 29))
        self.assertEqual(last_of_month(2024, 12), date(2024, 12, 31))

    def test_bank_holiday(self):
        self.assertFalse(is_working_day(date(2024, 12, 25), CHRISTMAS))

    def test_working_day(self):
        self.assertTrue(is_working_day(date(2024, 12, 24), CHRISTMAS))

    def test_last_day_is_a_working_day(self):
        self.assertEqual(payday(2024, 5), date(2024, 5, 31))

    def test_last_day_is_a_weekend(self):
        self.assertEqual(payday(2024, 6, {date(2024, 6, 29), date(2024, 6, 30)}), date(2024, 6, 28))

    def test_days_until(self):
        self.assertEqual(days_until_payday(date(2024, 5, 28)), 3)


if __name__ == "__main__":
    unittest.main()
