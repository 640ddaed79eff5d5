import unittest

from datetime import date

import months as m


class HiddenTest(unittest.TestCase):
    def test_backwards(self):
        self.assertEqual(m.add_months(date(2023, 3, 31), -1), date(2023, 2, 28))
        self.assertEqual(m.add_months(date(2024, 1, 15), -1), date(2023, 12, 15))

    def test_leap_day(self):
        self.assertEqual(m.add_months(date(2024, 2, 29), 12), date(2025, 2, 28))

    def test_thirty(self):
        self.assertEqual(m.add_months(date(2024, 5, 31), 1), date(2024, 6, 30))

    def test_range(self):
        self.assertEqual(m.month_range(date(2023, 12, 9), date(2024, 2, 1)), [(2023, 12), (2024, 1), (2024, 2)])


if __name__ == "__main__":
    unittest.main()
