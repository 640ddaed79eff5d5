import unittest

from datetime import date, timedelta

import isoweek as m


class VisibleTest(unittest.TestCase):
    def test_middle_of_year(self):
        self.assertEqual(m.iso_week(date(2024, 6, 12)), (2024, 24))

    def test_turn_of_year(self):
        self.assertEqual(m.iso_week(date(2021, 1, 1)), (2020, 53))

    def test_monday(self):
        self.assertEqual(m.monday(2024, 1), date(2024, 1, 1))

    def test_agrees_with_the_library(self):
        day = date(2018, 12, 20)
        for _ in range(900):
            self.assertEqual(m.iso_week(day), tuple(day.isocalendar())[:2])
            day += timedelta(days=1)

    def test_monday_is_in_its_week(self):
        for year in range(2000, 2030):
            self.assertEqual(m.iso_week(m.monday(year, 10)), (year, 10))


if __name__ == "__main__":
    unittest.main()
