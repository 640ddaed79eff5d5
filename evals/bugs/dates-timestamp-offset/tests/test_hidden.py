import unittest
from datetime import datetime

from timestamps import format_offset, format_timestamp, in_order, parse_offset, parse_timestamp


class TimestampsHiddenTest(unittest.TestCase):
    def test_negative(self):
        self.assertEqual(parse_offset("-09:30"), -570)
        self.assertEqual(parse_offset("-0015"), -15)
        self.assertEqual(parse_offset("-00:45"), -45)

    def test_positive(self):
        self.assertEqual(parse_offset("+0015"), 15)
        self.assertEqual(parse_offset("+12:45"), 765)
        self.assertEqual(parse_offset("+00:00"), 0)

    def test_there_and_back(self):
        for minutes in range(-14 * 60, 14 * 60 + 1, 15):
            self.assertEqual(parse_offset(format_offset(minutes)), minutes)

    def test_parse(self):
        self.assertEqual(parse_timestamp("2024-03-05T10:00:00-03:30"), datetime(2024, 3, 5, 13, 30))
        self.assertEqual(parse_timestamp("2024-12-31T22:45:00-0330"), datetime(2025, 1, 1, 2, 15))
        self.assertEqual(parse_timestamp("2024-03-05T10:00:00"), datetime(2024, 3, 5, 10))

    def test_timestamps_there_and_back(self):
        moment = datetime(2024, 2, 29, 1, 2, 3)
        for minutes in (0, 330, -210, -720, 45):
            self.assertEqual(parse_timestamp(format_timestamp(moment, minutes)), moment)

    def test_nonsense(self):
        for text in ("", "5:30", "+5:30", "+05:75", "UTC"):
            with self.assertRaises(ValueError):
                parse_offset(text)

    def test_order(self):
        early, late = "2024-01-01T10:00:00Z", "2024-01-01T06:45:00-03:30"
        self.assertEqual(in_order([late, early]), [early, late])


if __name__ == "__main__":
    unittest.main()
