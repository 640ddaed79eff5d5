import unittest

from datetime import date

import weekdays as m


class HiddenTest(unittest.TestCase):
    def test_every_day(self):
        for offset in range(7):
            for weekday in range(7):
                day = date(2024, 1, 1 + offset)
                found = m.next_weekday(day, weekday)
                self.assertEqual(found.weekday(), weekday)
                self.assertTrue(1 <= (found - day).days <= 7)

    def test_first(self):
        self.assertEqual(m.nth_weekday(date(2024, 5, 1), 2, 1), date(2024, 5, 1))

    def test_fourth(self):
        self.assertEqual(m.nth_weekday(date(2024, 11, 1), 3, 4), date(2024, 11, 28))

    def test_weekend_on_sunday(self):
        self.assertEqual(m.weekend(date(2024, 1, 7)), (date(2024, 1, 6), date(2024, 1, 7)))


if __name__ == "__main__":
    unittest.main()
