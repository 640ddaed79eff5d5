import unittest
from datetime import date

from date_difference import describe, difference, is_anniversary, warranty_end


class DateDifferenceTest(unittest.TestCase):
    def test_full_months(self):
        self.assertEqual(difference(date(2023, 11, 5), date(2024, 2, 7)), (0, 3, 2))

    def test_years(self):
        self.assertEqual(difference(date(2020, 5, 1), date(2024, 5, 1)), (4, 0, 0))

    def test_days_are_borrowed_from_the_month_before(self):
        self.assertEqual(difference(date(2024, 1, 20), date(2024, 3, 10)), (0, 1, 19))

    def test_wrong_order(self):
        with self.assertRaises(ValueError):
            difference(date(2024, 1, 2), date(2024, 1, 1))

    def test_describe(self):
        self.assertEqual(describe(date(2023, 1, 1), date(2024, 3, 1)), "1 year, 2 months")

    def test_anniversary(self):
        self.assertTrue(is_anniversary(date(2020, 6, 1), date(2024, 6, 1)))

    def test_warranty(self):
        self.assertEqual(warranty_end(date(2024, 2, 29), 2), date(2026, 2, 28))


if __name__ == "__main__":
    unittest.main()
