import unittest

import loglines as m


class VisibleTest(unittest.TestCase):
    def test_full(self):
        entry = m.parse_line("2024-01-02 INFO web: started")
        self.assertEqual((entry["level"], entry["message"]), ("INFO", "started"))

    def test_empty_message(self):
        self.assertEqual(m.parse_line("2024-01-02 ERROR db:")["message"], "")

    def test_other(self):
        self.assertIsNone(m.parse_line("hello"))

    def test_counts(self):
        lines = ["2024-01-01 INFO a: x", "junk", "2024-01-01 INFO b:", "2024-01-01 ERROR a: y"]
        self.assertEqual(m.count_levels(lines), {"INFO": 2, "ERROR": 1})

    def test_errors(self):
        self.assertEqual(m.errors(["2024-01-01 ERROR a: boom", "2024-01-01 ERROR b:"]), ["boom", ""])


if __name__ == "__main__":
    unittest.main()
