import unittest

from datetime import date

import ages as m


class VisibleTest(unittest.TestCase):
    def test_after(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 7, 1)), 24)

    def test_day_before(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 6, 14)), 23)

    def test_month_before(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 5, 20)), 23)

    def test_on_the_day(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 6, 15)), 24)

    def test_later_month_earlier_day(self):
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 7, 1)), 24)
        self.assertEqual(m.age(date(2000, 6, 15), date(2024, 5, 30)), 23)


if __name__ == "__main__":
    unittest.main()
