import unittest

from datetime import date

import business as m


class HiddenTest(unittest.TestCase):
    def test_weekend_only(self):
        self.assertEqual(m.business_days(date(2024, 1, 6), date(2024, 1, 7), [date(2024, 1, 6), date(2024, 1, 7)]), 0)

    def test_month(self):
        holidays = [date(2024, 1, 1), date(2024, 1, 13), date(2024, 1, 31)]
        self.assertEqual(m.business_days(date(2024, 1, 1), date(2024, 1, 31), holidays), 21)

    def test_outside(self):
        self.assertEqual(m.business_days(date(2024, 1, 2), date(2024, 1, 2), [date(2024, 1, 1)]), 1)

    def test_next_over_holiday(self):
        self.assertEqual(m.next_business_day(date(2023, 12, 29), [date(2024, 1, 1)]), date(2024, 1, 2))


if __name__ == "__main__":
    unittest.main()
