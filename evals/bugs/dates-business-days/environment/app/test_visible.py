import unittest

from datetime import date

import business as m


class VisibleTest(unittest.TestCase):
    def test_week(self):
        self.assertEqual(m.business_days(date(2024, 1, 1), date(2024, 1, 7)), 5)

    def test_holiday(self):
        self.assertEqual(m.business_days(date(2024, 1, 1), date(2024, 1, 7), [date(2024, 1, 1)]), 4)

    def test_holiday_on_saturday(self):
        self.assertEqual(m.business_days(date(2024, 1, 1), date(2024, 1, 7), [date(2024, 1, 6)]), 5)

    def test_next(self):
        self.assertEqual(m.next_business_day(date(2024, 1, 5)), date(2024, 1, 8))

    def test_weekend_only(self):
        self.assertEqual(m.business_days(date(2024, 1, 6), date(2024, 1, 7), [date(2024, 1, 6), date(2024, 1, 7)]), 0)

    def test_month(self):
        holidays = [date(2024, 1, 1), date(2024, 1, 13), date(2024, 1, 31)]
        self.assertEqual(m.business_days(date(2024, 1, 1), date(2024, 1, 31), holidays), 21)


if __name__ == "__main__":
    unittest.main()
