import unittest
from datetime import datetime

from timestamps import format_offset, format_timestamp, in_order, parse_offset, parse_timestamp


class TimestampsTest(unittest.TestCase):
    def test_offsets(self):
        self.assertEqual(parse_offset("+05:30"), 330)
        self.assertEqual(parse_offset("-0800"), -480)
        self.assertEqual(parse_offset("Z"), 0)

    def test_negative_half_hours(self):
        self.assertEqual(parse_offset("-03:30"), -210)

    def test_format_offset(self):
        self.assertEqual([format_offset(m) for m in (0, 330, -210)], ["Z", "+05:30", "-03:30"])

    def test_parse(self):
        self.assertEqual(parse_timestamp("2024-03-05T10:20:30+01:00"), datetime(2024, 3, 5, 9, 20, 30))

    def test_format(self):
        self.assertEqual(format_timestamp(datetime(2024, 3, 5, 23), 120), "2024-03-06T01:00:00+02:00")

    def test_order(self):
        early, late = "2024-01-01T10:00:00+02:00", "2024-01-01T09:00:00Z"
        self.assertEqual(in_order([late, early]), [early, late])


if __name__ == "__main__":
    unittest.main()
