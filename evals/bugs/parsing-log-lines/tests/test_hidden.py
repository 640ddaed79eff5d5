import unittest

import loglines as m


class HiddenTest(unittest.TestCase):
    def test_counts(self):
        lines = ["2024-01-01 INFO a: x", "junk", "2024-01-01 INFO b:", "2024-01-01 ERROR a: y"]
        self.assertEqual(m.count_levels(lines), {"INFO": 2, "ERROR": 1})

    def test_errors(self):
        self.assertEqual(m.errors(["2024-01-01 ERROR a: boom", "2024-01-01 ERROR b:"]), ["boom", ""])

    def test_spaces(self):
        self.assertEqual(m.parse_line("  2024-01-02 WARN io:   late  ")["message"], "late")

    def test_wrong_date(self):
        self.assertIsNone(m.parse_line("24-01-02 INFO a: x"))


if __name__ == "__main__":
    unittest.main()
