import unittest

import durations as m


class HiddenTest(unittest.TestCase):
    def test_minutes(self):
        self.assertEqual(m.format_duration(125), "2m 5s")
        self.assertEqual(m.format_duration(60), "1m 0s")

    def test_hours(self):
        self.assertEqual(m.format_duration(7380), "2h 3m")
        self.assertEqual(m.format_duration(36000), "10h 0m")

    def test_parse_all(self):
        self.assertEqual(m.parse_duration("1d 2h 3m 4s"), 86400 + 7200 + 180 + 4)

    def test_parse_nothing(self):
        self.assertEqual(m.parse_duration(""), 0)


if __name__ == "__main__":
    unittest.main()
