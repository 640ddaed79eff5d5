import unittest

import durations as m


class VisibleTest(unittest.TestCase):
    def test_seconds(self):
        self.assertEqual(m.format_duration(59), "59s")

    def test_whole_hour(self):
        self.assertEqual(m.format_duration(3600), "1h 0m")

    def test_parse_one(self):
        self.assertEqual(m.parse_duration("5m"), 300)

    def test_parse_two(self):
        self.assertEqual(m.parse_duration("1h 30m"), 5400)

    def test_minutes(self):
        self.assertEqual(m.format_duration(125), "2m 5s")
        self.assertEqual(m.format_duration(60), "1m 0s")

    def test_hours(self):
        self.assertEqual(m.format_duration(7380), "2h 3m")
        self.assertEqual(m.format_duration(36000), "10h 0m")


if __name__ == "__main__":
    unittest.main()
