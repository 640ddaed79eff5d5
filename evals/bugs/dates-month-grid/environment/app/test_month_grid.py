import unittest
from datetime import date

from month_grid import days_in_month, format_month, header, month_weeks, position


class MonthGridTest(unittest.TestCase):
    def test_days_in_month(self):
        self.assertEqual([days_in_month(2024, m) for m in (1, 2, 12)], [31, 29, 31])

    def test_month_that_starts_on_monday(self):
        weeks = month_weeks(2024, 4)
        self.assertEqual(weeks[0], [1, 2, 3, 4, 5, 6, 7])
        self.assertEqual(weeks[-1], [29, 30, 0, 0, 0, 0, 0])

    def test_month_that_starts_on_wednesday(self):
        self.assertEqual(month_weeks(2024, 5)[0], [0, 0, 1, 2, 3, 4, 5])

    def test_header(self):
        self.assertEqual(header(6), "Su Mo Tu We Th Fr Sa")

    def test_text(self):
        self.assertEqual(format_month(2024, 4).splitlines()[1], " 1  2  3  4  5  6  7")

    def test_position(self):
        self.assertEqual(position(date(2024, 4, 17)), (2, 2))


if __name__ == "__main__":
    unittest.main()
