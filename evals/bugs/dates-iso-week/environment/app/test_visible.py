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


if __name__ == "__main__":
    unittest.main()
