import unittest

from datetime import date

import ages as m


class HiddenTest(unittest.TestCase):
    def test_on_the_day(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 6, 15)), 24)

    def test_later_month_earlier_day(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 7, 1)), 24)
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 5, 30)), 23)

    def test_leap_day(self):
        self.assertEqual(m.age(date(2004, 2, 29), date(2023, 2, 28)), 18)
        self.assertEqual(m.next_birthday(date(2004, 2, 29), date(2023, 1, 1)), date(2023, 3, 1))

    def test_days(self):
        self.assertEqual(m.days_to_birthday(date(2000, 1, 1), date(2023, 12, 31)), 1)
        self.assertEqual(m.days_to_birthday(date(2000, 1, 1), date(2024, 1, 1)), 0)


if __name__ == "__main__":
    unittest.main()
