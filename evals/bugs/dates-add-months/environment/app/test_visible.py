import unittest

from datetime import date

import months as m


class VisibleTest(unittest.TestCase):
    def test_plain(self):
        self.assertEqual(m.add_months(date(2024, 3, 5), 2), date(2024, 5, 5))

    def test_end_of_month(self):
        self.assertEqual(m.add_months(date(2024, 1, 31), 1), date(2024, 2, 29))

    def test_year(self):
        self.assertEqual(m.add_months(date(2023, 11, 2), 3), date(2024, 2, 2))

    def test_backwards(self):
        self.assertEqual(m.add_months(date(2023, 3, 31), -1), date(2023, 2, 28))
        self.assertEqual(m.add_months(date(2024, 1, 15), -1), date(2023, 12, 15))

    def test_leap_day(self):
        self.assertEqual(m.add_months(date(2024, 2, 29), 12), date(2025, 2, 28))


if __name__ == "__main__":
    unittest.main()
