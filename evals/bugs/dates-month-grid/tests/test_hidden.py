import unittest
from datetime import date

from month_grid import format_month, month_weeks, position


class MonthGridHiddenTest(unittest.TestCase):
    def test_every_day_is_below_its_weekday(self):
        for month in range(1, 13):
            for first_weekday in range(7):
                for week in month_weeks(2023, month, first_weekday):
                    for column, day in enumerate(week):
                        if day:
                            weekday = date(2023, month, day).weekday()
                            self.assertEqual(weekday, (first_weekday + column) % 7)

    def test_every_day_is_there_once(self):
        for first_weekday in (0, 6):
            days = [day for week in month_weeks(2024, 2, first_weekday) for day in week if day]
            self.assertEqual(days, list(range(1, 30)))

    def test_sunday_first(self):
        self.assertEqual(month_weeks(2024, 5, 6)[0], [0, 0, 0, 1, 2, 3, 4])
        self.assertEqual(month_weeks(2024, 9, 6)[0], [1, 2, 3, 4, 5, 6, 7])

    def test_month_that_starts_on_sunday(self):
        self.assertEqual(month_weeks(2024, 9)[0], [0, 0, 0, 0, 0, 0, 1])
        self.assertEqual(len(month_weeks(2024, 9)), 6)

    def test_four_weeks(self):
        self.assertEqual(len(month_weeks(2021, 2)), 4)

    def test_text(self):
        lines = format_month(2024, 6, 0).splitlines()
        self.assertEqual(lines[1], "                1  2")
        self.assertEqual(lines[-1], "24 25 26 27 28 29 30")

    def test_position(self):
        self.assertEqual(position(date(2024, 5, 1)), (0, 2))
        self.assertEqual(position(date(2024, 5, 31), 6), (4, 5))


if __name__ == "__main__":
    unittest.main()
