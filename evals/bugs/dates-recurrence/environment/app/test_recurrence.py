import unittest
from datetime import date

from recurrence import Rule, next_occurrence, occurrences


class RecurrenceTest(unittest.TestCase):
    def test_weekly(self):
        days = occurrences(date(2024, 5, 30), Rule("week", 2), limit=3)
        self.assertEqual(days, [date(2024, 5, 30), date(2024, 6, 13), date(2024, 6, 27)])

    def test_end_of_month(self):
        days = occurrences(date(2024, 1, 31), Rule("month"), limit=3)
        self.assertEqual(days, [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)])

    def test_until_is_included(self):
        days = occurrences(date(2024, 5, 1), Rule("day", until=date(2024, 5, 3)))
        self.assertEqual(days, [date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)])

    def test_next(self):
        self.assertEqual(
            next_occurrence(date(2024, 1, 10), Rule("month"), date(2024, 3, 10)), date(2024, 4, 10)
        )

    def test_unknown_unit(self):
        with self.assertRaises(ValueError):
            Rule("fortnight")


if __name__ == "__main__":
    unittest.main()
