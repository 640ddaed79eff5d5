import unittest
from datetime import date

from streaks import current_streak, longest_streak, missed_days, summary


def may(*days):
    return [date(2024, 5, day) for day in days]


class StreaksTest(unittest.TestCase):
    def test_one_streak(self):
        self.assertEqual(longest_streak(may(3, 1, 2, 2)), 3)

    def test_longer_streak_after_a_gap(self):
        self.assertEqual(longest_streak(may(1, 3, 4, 5)), 3)

    def test_nothing(self):
        self.assertEqual(longest_streak([]), 0)

    def test_current(self):
        self.assertEqual(current_streak(may(1, 3, 4), date(2024, 5, 5)), 2)
        self.assertEqual(current_streak(may(1, 3), date(2024, 5, 5)), 0)

    def test_missed(self):
        self.assertEqual(missed_days(may(1, 3), *may(1, 4)), may(2, 4))

    def test_summary(self):
        self.assertEqual(summary(may(1, 2), date(2024, 5, 2)), "2 in a row (best: 2)")


if __name__ == "__main__":
    unittest.main()
