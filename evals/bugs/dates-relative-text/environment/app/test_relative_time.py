import unittest
from datetime import datetime, timedelta

from relative_time import describe, is_stale, relative

NOW = datetime(2024, 5, 1, 12, 0)


class RelativeTimeTest(unittest.TestCase):
    def test_past(self):
        self.assertEqual(relative(NOW - timedelta(minutes=90), NOW), "1 hour ago")
        self.assertEqual(relative(NOW - timedelta(days=20), NOW), "2 weeks ago")

    def test_future(self):
        self.assertEqual(relative(NOW + timedelta(minutes=90), NOW), "in 1 hour")

    def test_now(self):
        self.assertEqual(relative(NOW, NOW), "just now")
        self.assertEqual(relative(NOW - timedelta(seconds=59), NOW), "just now")

    def test_stale(self):
        self.assertTrue(is_stale(NOW - timedelta(days=31), NOW))
        self.assertFalse(is_stale(NOW - timedelta(days=30), NOW))

    def test_describe(self):
        events = [("old", NOW - timedelta(days=400)), ("new", NOW - timedelta(hours=5))]
        self.assertEqual(describe(events, NOW), ["new: 5 hours ago", "old: 1 year ago"])


if __name__ == "__main__":
    unittest.main()
