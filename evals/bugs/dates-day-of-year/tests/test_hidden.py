import unittest

from year_days import day_of_year, days_between, days_left, from_day_of_year, year_length


class YearDaysHiddenTest(unittest.TestCase):
    def test_there_and_back(self):
        for year in (1900, 2000, 2023, 2024):
            for number in range(1, year_length(year) + 1):
                self.assertEqual(day_of_year(year, *from_day_of_year(year, number)), number)

    def test_around_the_leap_day(self):
        numbers = [day_of_year(2024, *day) for day in ((1, 31), (2, 1), (2, 28), (2, 29), (3, 1))]
        self.assertEqual(numbers, [31, 32, 59, 60, 61])

    def test_common_year(self):
        numbers = [day_of_year(2023, *day) for day in ((1, 31), (2, 1), (2, 28), (3, 1), (7, 4))]
        self.assertEqual(numbers, [31, 32, 59, 60, 185])

    def test_days_left(self):
        self.assertEqual(days_left(2024, 2, 29), 306)
        self.assertEqual(days_left(2024, 1, 1), 365)

    def test_between(self):
        self.assertEqual(days_between((2024, 1, 31), (2024, 2, 1)), 1)
        self.assertEqual(days_between((2024, 3, 1), (2024, 2, 28)), -2)
        self.assertEqual(days_between((2000, 2, 29), (2024, 2, 29)), 8766)

    def test_same_day(self):
        self.assertEqual(days_between((2024, 2, 2), (2024, 2, 2)), 0)


if __name__ == "__main__":
    unittest.main()
