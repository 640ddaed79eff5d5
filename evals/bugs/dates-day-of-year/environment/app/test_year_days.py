import unittest

from year_days import day_of_year, days_between, days_left, from_day_of_year


class YearDaysTest(unittest.TestCase):
    def test_ends_of_the_year(self):
        self.assertEqual(day_of_year(2024, 1, 1), 1)
        self.assertEqual(day_of_year(2023, 12, 31), 365)
        self.assertEqual(day_of_year(2024, 12, 31), 366)

    def test_february_of_a_leap_year(self):
        self.assertEqual(day_of_year(2024, 2, 1), 32)

    def test_back(self):
        self.assertEqual(from_day_of_year(2024, 60), (2, 29))
        self.assertEqual(from_day_of_year(2023, 60), (3, 1))

    def test_no_such_day(self):
        with self.assertRaises(ValueError):
            from_day_of_year(2023, 366)

    def test_days_left(self):
        self.assertEqual(days_left(2024, 12, 24), 7)

    def test_between(self):
        self.assertEqual(days_between((2023, 12, 31), (2024, 3, 1)), 61)


if __name__ == "__main__":
    unittest.main()
