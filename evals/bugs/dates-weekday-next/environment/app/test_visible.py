import unittest

from datetime import date

import weekdays as m


class VisibleTest(unittest.TestCase):
    def test_later_in_week(self):
        self.assertEqual(m.next_weekday(date(2024, 1, 1), 4), date(2024, 1, 5))

    def test_same_weekday(self):
        self.assertEqual(m.next_weekday(date(2024, 1, 1), 0), date(2024, 1, 8))

    def test_nth(self):
        self.assertEqual(m.nth_weekday(date(2024, 1, 1), 1, 2), date(2024, 1, 9))

    def test_weekend(self):
        self.assertEqual(m.weekend(date(2024, 1, 3)), (date(2024, 1, 6), date(2024, 1, 7)))

    def test_every_day(self):
        for offset in range(7):
            for weekday in range(7):
                day = date(2024, 1, 1 + offset)
                found = m.next_weekday(day, weekday)
                self.assertEqual(found.weekday(), weekday)
                self.assertTrue(1 <= (found - day).days <= 7)

    def test_first(self):
        self.assertEqual(m.nth_weekday(date(2024, 5, 1), 2, 1), date(2024, 5, 1))


if __name__ == "__main__":
    unittest.main()
