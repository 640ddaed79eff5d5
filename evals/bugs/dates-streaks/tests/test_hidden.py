import unittest
from datetime import date

from streaks import current_streak, longest_streak, missed_days, summary


def may(*days):
    return [date(2024, 5, day) for day in days]


class StreaksHiddenTest(unittest.TestCase):
    def test_best_in_the_middle(self):
        self.assertEqual(longest_streak(may(1, 2, 5, 6, 7, 8, 11)), 4)

    def test_best_first(self):
        self.assertEqual(longest_streak(may(1, 2, 3, 9, 10)), 3)

    def test_best_last(self):
        self.assertEqual(longest_streak(may(20, 18, 19, 1, 2, 19)), 3)

    def test_equal_streaks(self):
        self.assertEqual(longest_streak(may(1, 2, 4, 5)), 2)
        self.assertEqual(longest_streak(may(1, 3, 5)), 1)

    def test_few(self):
        self.assertEqual(longest_streak([]), 0)
        self.assertEqual(longest_streak(may(7, 7)), 1)

    def test_over_the_end_of_months(self):
        days = may(1, 30, 31) + [date(2024, 6, 1)]
        self.assertEqual(longest_streak(days), 3)

    def test_summary(self):
        self.assertEqual(summary(may(1, 4, 5, 6), date(2024, 5, 7)), "3 in a row (best: 3)")

    def test_others(self):
        self.assertEqual(current_streak(may(4, 5, 6), date(2024, 5, 6)), 3)
        self.assertEqual(missed_days(may(1, 2), *may(1, 2)), [])


if __name__ == "__main__":
    unittest.main()
