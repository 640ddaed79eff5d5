import unittest
from datetime import date

from recurrence import Rule, months_later, next_occurrence, occurrences


class RecurrenceHiddenTest(unittest.TestCase):
    def test_a_year_of_month_ends(self):
        days = occurrences(date(2023, 1, 31), Rule("month"), limit=12)
        self.assertEqual(
            [day.day for day in days], [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        )

    def test_leap_day_every_year(self):
        days = occurrences(date(2020, 2, 29), Rule("month", 12), limit=5)
        self.assertEqual([day.day for day in days], [29, 28, 28, 28, 29])

    def test_until_on_the_first_day(self):
        start = date(2024, 5, 1)
        self.assertEqual(occurrences(start, Rule("week", until=start)), [start])

    def test_until_before_the_start(self):
        self.assertEqual(occurrences(date(2024, 5, 2), Rule("day", until=date(2024, 5, 1))), [])

    def test_until_between_two(self):
        days = occurrences(date(2024, 5, 1), Rule("week", until=date(2024, 5, 14)))
        self.assertEqual(days, [date(2024, 5, 1), date(2024, 5, 8)])

    def test_until_on_a_month_end(self):
        days = occurrences(date(2024, 1, 30), Rule("month", until=date(2024, 3, 30)))
        self.assertEqual(days, [date(2024, 1, 30), date(2024, 2, 29), date(2024, 3, 30)])

    def test_next(self):
        rule = Rule("month", until=date(2024, 3, 31))
        self.assertEqual(next_occurrence(date(2024, 1, 31), rule, date(2024, 2, 29)), date(2024, 3, 31))
        self.assertIsNone(next_occurrence(date(2024, 1, 31), rule, date(2024, 3, 31)))

    def test_months_later(self):
        self.assertEqual(months_later(date(2024, 11, 30), 3), date(2025, 2, 28))

    def test_limit(self):
        self.assertEqual(len(occurrences(date(2024, 1, 1), Rule("day"), limit=7)), 7)
        self.assertEqual(occurrences(date(2024, 1, 1), Rule("day"), limit=0), [])


if __name__ == "__main__":
    unittest.main()
