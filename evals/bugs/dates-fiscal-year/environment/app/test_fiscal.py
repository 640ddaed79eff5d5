import unittest
from datetime import date

from fiscal import fiscal_month, fiscal_year, label, quarter, totals, year_bounds


class FiscalTest(unittest.TestCase):
    def test_first_month(self):
        self.assertEqual(fiscal_year(date(2024, 4, 1), first_month=4), 2025)

    def test_other_months(self):
        self.assertEqual(fiscal_year(date(2024, 3, 31), first_month=4), 2024)
        self.assertEqual(fiscal_year(date(2024, 5, 1), first_month=4), 2025)

    def test_calendar_year(self):
        self.assertEqual(fiscal_year(date(2024, 1, 1)), 2024)
        self.assertEqual(label(date(2024, 12, 31)), "FY2024 Q4")

    def test_quarter(self):
        self.assertEqual(quarter(date(2024, 3, 1), first_month=4), 4)
        self.assertEqual(fiscal_month(date(2024, 3, 1), first_month=4), 12)

    def test_bounds(self):
        self.assertEqual(year_bounds(2025, 10), (date(2024, 10, 1), date(2025, 9, 30)))

    def test_totals(self):
        entries = [(date(2024, 1, 5), 10), (date(2024, 2, 5), 20)]
        self.assertEqual(totals(entries, first_month=7), {2024: 30})


if __name__ == "__main__":
    unittest.main()
