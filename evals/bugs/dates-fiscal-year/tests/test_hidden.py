import unittest
from datetime import date, timedelta

from fiscal import fiscal_year, label, quarter, totals, year_bounds


class FiscalHiddenTest(unittest.TestCase):
    def test_bounds_belong_to_their_year(self):
        for first_month in range(1, 13):
            start, end = year_bounds(2024, first_month)
            self.assertEqual(fiscal_year(start, first_month), 2024)
            self.assertEqual(fiscal_year(end, first_month), 2024)
            self.assertEqual(fiscal_year(start - timedelta(days=1), first_month), 2023)
            self.assertEqual(fiscal_year(end + timedelta(days=1), first_month), 2025)

    def test_last_day_of_the_first_month(self):
        self.assertEqual(fiscal_year(date(2023, 10, 31), 10), 2024)

    def test_december(self):
        self.assertEqual(fiscal_year(date(2023, 12, 1), 12), 2024)
        self.assertEqual(fiscal_year(date(2023, 11, 30), 12), 2023)

    def test_calendar_years(self):
        for month in range(1, 13):
            self.assertEqual(fiscal_year(date(2024, month, 15)), 2024)

    def test_label(self):
        self.assertEqual(label(date(2024, 4, 30), 4), "FY2025 Q1")
        self.assertEqual(label(date(2024, 3, 31), 4), "FY2024 Q4")

    def test_totals(self):
        entries = [(date(2024, 6, 30), 1), (date(2024, 7, 1), 2), (date(2024, 8, 1), 4)]
        self.assertEqual(totals(entries, 7), {2024: 1, 2025: 6})

    def test_quarters(self):
        self.assertEqual([quarter(date(2024, m, 1), 2) for m in (1, 2, 4, 5, 10, 11)], [4, 1, 1, 2, 3, 4])


if __name__ == "__main__":
    unittest.main()
