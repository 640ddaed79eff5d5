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


if __name__ == "__main__":
    unittest.main()
